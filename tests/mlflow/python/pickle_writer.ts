import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { OPCODE } from "../../../mlflow/python/opcode.ts";

/** Writes pickles opcode by opcode, those that Python never would included. */
export class PickleWriter {
  readonly #bytes: number[] = [OPCODE.PROTO, 4];

  /** Opcodes and their arguments, byte by byte. */
  raw(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** The same bytes again and again. */
  repeat(count: number, ...bytes: number[]): this {
    for (let i = 0; i < count; i++) this.raw(...bytes);
    return this;
  }

  /** A text of up to 255 bytes. */
  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.raw(OPCODE.SHORT_BINUNICODE, bytes.length, ...bytes);
  }

  /** Bytes of any number. */
  data(bytes: Uint8Array): this {
    this.raw(OPCODE.BINBYTES, ...little(bytes.length, 4));
    return this.raw(...bytes);
  }

  /** An integer of 8 bytes. */
  integer(value: number): this {
    return this.raw(OPCODE.LONG1, 8, ...little(value, 8));
  }

  /** A class or a function. */
  global(module: string, name: string): this {
    return this.text(module).text(name).raw(OPCODE.STACK_GLOBAL);
  }

  /** A call of a function with some texts. */
  call(module: string, name: string, ...texts: string[]): this {
    this.global(module, name).raw(OPCODE.MARK);
    for (const text of texts) this.text(text);
    return this.raw(OPCODE.TUPLE, OPCODE.REDUCE);
  }

  /** An instance without arguments. */
  instance(module: string, name: string): this {
    return this.global(module, name).raw(OPCODE.EMPTY_TUPLE, OPCODE.NEWOBJ);
  }

  /** A numpy dtype, as numpy pickles it. */
  dtype(text: string): this {
    return this.call("numpy", "dtype", text)
      .raw(OPCODE.MARK, OPCODE.BININT1, 3).text("<")
      .raw(OPCODE.NONE, OPCODE.NONE, OPCODE.NONE)
      .raw(OPCODE.BININT, 255, 255, 255, 255)
      .raw(OPCODE.BININT, 255, 255, 255, 255)
      .raw(OPCODE.BININT1, 0, OPCODE.TUPLE, OPCODE.BUILD);
  }

  /** A numpy array that is not filled yet. */
  emptyArray(): this {
    return this.global("numpy.core.multiarray", "_reconstruct")
      .raw(OPCODE.EMPTY_TUPLE, OPCODE.REDUCE);
  }

  /** A numpy array of one dimension: its size and its bytes are said apart. */
  array(dtype: string, size: number, bytes: Uint8Array): this {
    return this.emptyArray()
      .raw(OPCODE.MARK, OPCODE.BININT1, 1)
      .integer(size).raw(OPCODE.TUPLE1)
      .dtype(dtype)
      .raw(OPCODE.NEWFALSE)
      .data(bytes)
      .raw(OPCODE.TUPLE, OPCODE.BUILD);
  }

  /** The pickle. */
  end(): Bytes {
    return Uint8Array.from([...this.#bytes, OPCODE.STOP]);
  }
}

/** A number as bytes, lowest first. */
export function little(value: number, width: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let i = 0; i < width; i++) {
    bytes.push(Number(rest & 255n));
    rest >>= 8n;
  }
  return bytes;
}
