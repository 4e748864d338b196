import { bigintOf, type InferTensorContents } from "./inference_messages.ts";

/** How the elements of a datatype lie in a message, and in bytes. */
interface ContentsForm {
  readonly field: keyof InferTensorContents;
  /** The array whose bytes are sent; texts have none. */
  readonly array?: new (length: number) => NumberArray;
}

type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const FORMS: Readonly<Record<string, ContentsForm>> = {
  "BOOL": { field: "boolContents", array: Uint8Array },
  "INT8": { field: "intContents", array: Int8Array },
  "INT16": { field: "intContents", array: Int16Array },
  "INT32": { field: "intContents", array: Int32Array },
  "INT64": { field: "int64Contents", array: BigInt64Array },
  "UINT8": { field: "uintContents", array: Uint8Array },
  "UINT16": { field: "uintContents", array: Uint16Array },
  "UINT32": { field: "uintContents", array: Uint32Array },
  "UINT64": { field: "uint64Contents", array: BigUint64Array },
  "FP32": { field: "fp32Contents", array: Float32Array },
  "FP64": { field: "fp64Contents", array: Float64Array },
  "BYTES": { field: "bytesContents" },
};
const LENGTH_BYTES = 4;
const LITTLE = true;

/**
 * The elements of a tensor that a message lists, as bytes: little-endian, each
 * text after its length.
 *
 * @param contents The lists of the message.
 * @param datatype The tensor's datatype.
 * @returns The bytes; `undefined` where the datatype cannot be listed, as FP16.
 */
export function contentsBytes(
  contents: InferTensorContents,
  datatype: string,
): Uint8Array | undefined {
  const form = Object.hasOwn(FORMS, datatype) ? FORMS[datatype] : undefined;
  if (form === undefined) return undefined;
  const list = contents[form.field] ?? [];
  if (form.array === undefined) return textBytes(list as ArrayLike<Uint8Array>);
  const values = new form.array(list.length);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const longs = list as ArrayLike<number>;
    for (let i = 0; i < longs.length; i++) {
      values[i] = BigInt.asUintN(64, bigintOf(longs[i]!));
    }
  } else {
    const numbers = list as ArrayLike<number>;
    for (let i = 0; i < numbers.length; i++) values[i] = Number(numbers[i]);
  }
  return new Uint8Array(values.buffer);
}

/**
 * The lists of a message for a tensor's elements.
 *
 * @param bytes The elements, as they are sent as bytes.
 * @param datatype The tensor's datatype.
 * @returns The lists; `undefined` where the datatype cannot be listed, as FP16.
 */
export function listedContents(
  bytes: Uint8Array,
  datatype: string,
): InferTensorContents | undefined {
  const form = Object.hasOwn(FORMS, datatype) ? FORMS[datatype] : undefined;
  if (form === undefined) return undefined;
  if (form.array === undefined) return { bytesContents: textsIn(bytes) };
  const values = new form.array(
    bytes.length / new form.array(0).BYTES_PER_ELEMENT,
  );
  new Uint8Array(values.buffer).set(bytes);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return { [form.field]: Array.from(values, longOf) };
  }
  return {
    [form.field]: datatype === "BOOL"
      ? Array.from(values, (bit) => bit === 1)
      : values,
  };
}

/** The halves of an integer, as messages are written. */
function longOf(value: bigint) {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: value >= 0n,
  };
}

function textBytes(texts: ArrayLike<Uint8Array>): Uint8Array {
  let size = 0;
  for (let i = 0; i < texts.length; i++) {
    size += LENGTH_BYTES + texts[i]!.length;
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    view.setUint32(at, text.length, LITTLE);
    bytes.set(text, at + LENGTH_BYTES);
    at += LENGTH_BYTES + text.length;
  }
  return bytes;
}

function textsIn(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + LENGTH_BYTES + view.getUint32(at, LITTLE);
    texts.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return texts;
}
