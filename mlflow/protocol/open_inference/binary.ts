import type { Tensor, TensorData } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { InferElement } from "./element.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true });
const ENCODER = new TextEncoder();

/**
 * The elements of a tensor in the binary form: little-endian, row-major; each
 * BYTES element after its length in 32 bits.
 *
 * @param bytes The elements and nothing else.
 * @param element How they are held.
 * @param options The name, for messages, and how many elements there must be.
 * @returns The elements; they lie in `bytes` where they can.
 * @throws {InputError} If they are more or fewer.
 */
export function readBinary(
  bytes: Uint8Array,
  element: InferElement,
  options: { readonly name: string; readonly length: number },
): TensorData {
  const { name, length } = options;
  if (element.allocate === undefined) return readTexts(bytes, name, length);
  if (bytes.length !== length * element.bytes) {
    throw wrongSize(name, {
      found: bytes.length,
      expected: length * element.bytes,
    });
  }
  // The engine's own order is little-endian wherever this runs.
  if (element.datatype !== "FP16" && bytes.byteOffset % element.bytes === 0) {
    const view = element.allocate(0).constructor as new (
      buffer: ArrayBufferLike,
      at: number,
      length: number,
    ) => Exclude<TensorData, readonly unknown[]>;
    return new view(bytes.buffer, bytes.byteOffset, length);
  }
  const values = element.allocate(length);
  if (element.datatype === "FP16") {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < length; i++) values[i] = view.getFloat16(2 * i, LITTLE);
    return values;
  }
  new Uint8Array(values.buffer).set(bytes);
  return values;
}

const LITTLE = true;

function readTexts(bytes: Uint8Array, name: string, length: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && texts.length < length) {
    const size = view.getUint32(at, LITTLE);
    if (size > bytes.length - at - 4) break;
    texts.push(textOf(bytes.subarray(at + 4, at + 4 + size), name));
    at += 4 + size;
  }
  if (texts.length === length && at === bytes.length) return texts;
  throw new InputError(
    `Cannot read input "${name}": expected ${length} BYTES elements, each after its length, found ${texts.length} in ${bytes.length} bytes`,
  );
}

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw new InputError(
      `Cannot read input "${name}": a BYTES element is not text in UTF-8`,
    );
  }
}

function wrongSize(
  name: string,
  size: { readonly found: number; readonly expected: number },
): InputError {
  return new InputError(
    `Cannot read input "${name}": expected ${size.expected} bytes of its shape and datatype, found ${size.found}`,
  );
}

/**
 * A tensor's elements in the binary form.
 *
 * @param tensor The tensor.
 * @param element How they are written.
 * @returns The bytes.
 */
export function writeBinary(
  tensor: Tensor,
  element: InferElement,
): Uint8Array<ArrayBuffer> {
  const { data } = tensor;
  if (element.allocate === undefined) return writeTexts(data);
  if (element.datatype === "FP16") {
    const bytes = new Uint8Array(data.length * 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < data.length; i++) {
      view.setFloat16(2 * i, Number(data[i]), LITTLE);
    }
    return bytes;
  }
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError(`Cannot write ${tensor.dtype} elements as bytes`);
  }
  const bytes = new Uint8Array(data.byteLength);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return bytes;
}

function writeTexts(data: TensorData): Uint8Array<ArrayBuffer> {
  const parts = Array.from(
    data as ArrayLike<unknown>,
    (value) =>
      value instanceof Uint8Array ? value : ENCODER.encode(String(value ?? "")),
  );
  const size = parts.reduce((sum, part) => sum + 4 + part.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, LITTLE);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}
