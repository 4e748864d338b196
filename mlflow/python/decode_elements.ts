import type { TensorData, TensorDType } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";
import type { NumpyDType } from "./numpy_dtype.ts";

/** Decoded elements and what they are. */
export interface Elements {
  readonly type: TensorDType;
  readonly data: TensorData;
}

/** More byte strings than this in one array are refused: each is an object of its own. */
const MAX_BYTE_STRINGS = 1_000_000;

/**
 * The elements of a numpy array, in the order of the file.
 *
 * @param bytes The elements, packed; they are copied.
 * @param dtype What an element is; neither object nor record.
 * @param count How many there are.
 * @returns The elements.
 * @throws {ModelError} If the bytes are not as many as `count` says, or the type has no bytes.
 */
export function decodeElements(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: NumpyDType,
  count: number,
): Elements {
  if (bytes.length !== count * dtype.itemBytes) {
    throw new ModelError(
      `Cannot read an array of ${count} ${dtype.name}: expected ${
        count * dtype.itemBytes
      } bytes, found ${bytes.length}`,
    );
  }
  switch (dtype.name) {
    case "str":
      return { type: "str", data: decodeStrings(bytes, dtype, count) };
    case "bytes":
      return { type: "bytes", data: decodeByteStrings(bytes, dtype, count) };
    case "object":
    case "void":
      throw new ModelError(
        `Cannot read an array of ${dtype.name} from bytes: expected numbers or text`,
      );
    default:
      return { type: dtype.name, data: decodeNumbers(bytes, dtype) };
  }
}

function decodeNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: NumpyDType,
): TensorData {
  const copy = bytes.slice();
  if (dtype.bigEndian) swapBytes(copy, dtype.itemBytes);
  const { buffer } = copy;
  switch (dtype.name) {
    case "int8":
      return new Int8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "int64":
    case "datetime64[ns]":
      return new BigInt64Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "uint32":
      return new Uint32Array(buffer);
    case "uint64":
      return new BigUint64Array(buffer);
    case "float16":
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
    default:
      return copy;
  }
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) {
    bytes.subarray(start, start + width).reverse();
  }
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function decodeStrings(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: NumpyDType,
  count: number,
): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: string[] = [];
  for (let i = 0; i < count; i++) {
    const start = i * dtype.itemBytes;
    let text = "";
    let zeros = 0;
    for (let at = start; at < start + dtype.itemBytes; at += 4) {
      const code = view.getUint32(at, !dtype.bigEndian);
      if (code === 0) {
        zeros++;
        continue;
      }
      if (code > 0x10ffff) {
        throw new ModelError(
          `Cannot read string ${i} of an array: ${code} is not a character`,
        );
      }
      if (zeros > 0) text += "\0".repeat(zeros);
      zeros = 0;
      text += String.fromCodePoint(code);
    }
    strings.push(text);
  }
  return strings;
}

function decodeByteStrings(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: NumpyDType,
  count: number,
): Uint8Array<ArrayBuffer>[] {
  if (count > MAX_BYTE_STRINGS) {
    throw new ModelError(
      `Cannot read an array of ${count} byte strings: at most ${MAX_BYTE_STRINGS} are read`,
    );
  }
  const strings: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < count; i++) {
    let end = (i + 1) * dtype.itemBytes;
    while (end > i * dtype.itemBytes && bytes[end - 1] === 0) end--;
    strings.push(bytes.slice(i * dtype.itemBytes, end));
  }
  return strings;
}
