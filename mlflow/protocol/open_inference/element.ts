import type { TensorData, TensorDType } from "../../../frame/mod.ts";

/** The element types of the Open Inference Protocol. */
export type InferDataType =
  | "BOOL"
  | "UINT8"
  | "UINT16"
  | "UINT32"
  | "UINT64"
  | "INT8"
  | "INT16"
  | "INT32"
  | "INT64"
  | "FP16"
  | "FP32"
  | "FP64"
  | "BYTES";

/** How the elements of one type are held and written. */
export interface InferElement {
  readonly datatype: InferDataType;
  readonly dtype: TensorDType;
  /** The size of an element in the binary form; 0 where elements say their own. */
  readonly bytes: number;
  /** An array of so many elements; absent for text. */
  readonly allocate?: (
    length: number,
  ) => Exclude<TensorData, readonly unknown[]>;
}

const ELEMENTS: readonly InferElement[] = [
  {
    datatype: "BOOL",
    dtype: "bool",
    bytes: 1,
    allocate: (n) => new Uint8Array(n),
  },
  {
    datatype: "UINT8",
    dtype: "uint8",
    bytes: 1,
    allocate: (n) => new Uint8Array(n),
  },
  {
    datatype: "UINT16",
    dtype: "uint16",
    bytes: 2,
    allocate: (n) => new Uint16Array(n),
  },
  {
    datatype: "UINT32",
    dtype: "uint32",
    bytes: 4,
    allocate: (n) => new Uint32Array(n),
  },
  {
    datatype: "UINT64",
    dtype: "uint64",
    bytes: 8,
    allocate: (n) => new BigUint64Array(n),
  },
  {
    datatype: "INT8",
    dtype: "int8",
    bytes: 1,
    allocate: (n) => new Int8Array(n),
  },
  {
    datatype: "INT16",
    dtype: "int16",
    bytes: 2,
    allocate: (n) => new Int16Array(n),
  },
  {
    datatype: "INT32",
    dtype: "int32",
    bytes: 4,
    allocate: (n) => new Int32Array(n),
  },
  {
    datatype: "INT64",
    dtype: "int64",
    bytes: 8,
    allocate: (n) => new BigInt64Array(n),
  },
  {
    datatype: "FP16",
    dtype: "float16",
    bytes: 2,
    allocate: (n) => new Float32Array(n),
  },
  {
    datatype: "FP32",
    dtype: "float32",
    bytes: 4,
    allocate: (n) => new Float32Array(n),
  },
  {
    datatype: "FP64",
    dtype: "float64",
    bytes: 8,
    allocate: (n) => new Float64Array(n),
  },
  { datatype: "BYTES", dtype: "str", bytes: 0 },
];

const BY_DATATYPE: ReadonlyMap<unknown, InferElement> = new Map(
  ELEMENTS.map((element) => [element.datatype, element]),
);
const BY_DTYPE: ReadonlyMap<TensorDType, InferElement> = new Map(
  ELEMENTS.map((element) => [element.dtype, element]),
);

/**
 * The elements of a datatype.
 *
 * @param datatype What a request calls it.
 * @returns How they are held; `undefined` if there is no such datatype.
 */
export function elementOf(datatype: unknown): InferElement | undefined {
  return BY_DATATYPE.get(datatype);
}

/**
 * The elements of a tensor.
 *
 * @param dtype The tensor's dtype.
 * @returns How they are written: dates as nanoseconds, bytes and plain values as BYTES.
 */
export function elementOfTensor(dtype: TensorDType): InferElement {
  return BY_DTYPE.get(dtype) ??
    BY_DATATYPE.get(dtype === "datetime64[ns]" ? "INT64" : "BYTES")!;
}

/** The names of all datatypes, for messages. */
export const DATATYPES: string = ELEMENTS.map(({ datatype }) => datatype).join(
  ", ",
);
