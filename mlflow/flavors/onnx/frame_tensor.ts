import {
  type Column,
  type DataFrame,
  Tensor,
  type TensorDType,
  toFloat64,
} from "../../../frame/mod.ts";
import { cellText } from "./cell_text.ts";

/**
 * A frame as one matrix, of the dtype that pandas gives a frame's `values`: the
 * widest of its numbers, and Python's text of each cell where numbers, booleans
 * and text mix.
 *
 * @param frame The frame.
 * @param wanted The dtype that is asked for; given where MLflow's conversion, or widening whole numbers, leads there.
 * @returns A tensor of two dimensions.
 */
export function frameTensor(frame: DataFrame, wanted: TensorDType): Tensor {
  const { columns, length } = frame;
  const dtype = reach(commonDType(columns), wanted);
  const data = newData(dtype, length * columns.length);
  for (let i = 0; i < columns.length; i++) {
    fill(data, columns[i]!, { from: i, step: columns.length });
  }
  return new Tensor(dtype, [length, columns.length], data);
}

/**
 * A column as a vector, of the dtype that pandas gives a column's `values`.
 *
 * @param column The column.
 * @param wanted As for {@linkcode frameTensor}.
 * @returns A tensor of one dimension.
 */
export function columnTensor(column: Column, wanted: TensorDType): Tensor {
  const dtype = reach(dtypeOf(column), wanted);
  const data = newData(dtype, column.values.length);
  fill(data, column, { from: 0, step: 1 });
  return new Tensor(dtype, [column.values.length], data);
}

/** The data of a matrix before it is filled; text is a list. */
type Fillable =
  | Uint8Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | string[];

function dtypeOf(column: Column): TensorDType {
  switch (column.dtype) {
    case "boolean":
      return column.missing === undefined ? "bool" : "str";
    case "int32":
    case "int64":
      // pandas has no missing whole numbers: they are NaN among doubles.
      return column.missing === undefined ? column.dtype : "float64";
    case "float32":
    case "float64":
      return column.dtype;
    case "datetime":
      return "datetime64[ns]";
    default:
      return "str";
  }
}

function commonDType(columns: readonly Column[]): TensorDType {
  let common: TensorDType | undefined;
  for (let i = 0; i < columns.length; i++) {
    const dtype = dtypeOf(columns[i]!);
    common = common === undefined ? dtype : wider(common, dtype);
  }
  return common ?? "str";
}

function wider(a: TensorDType, b: TensorDType): TensorDType {
  if (a === b) return a;
  if (!isNumber(a) || !isNumber(b)) return "str";
  return a.startsWith("int") && b.startsWith("int") ? "int64" : "float64";
}

function isNumber(dtype: TensorDType): boolean {
  return dtype.startsWith("int") || dtype.startsWith("float");
}

function reach(dtype: TensorDType, wanted: TensorDType): TensorDType {
  const isReached = (dtype === "float64" && wanted === "float32") ||
    (dtype === "int32" && wanted === "int64");
  return isReached ? wanted : dtype;
}

function newData(dtype: TensorDType, length: number): Fillable {
  switch (dtype) {
    case "bool":
      return new Uint8Array(length);
    case "int32":
      return new Int32Array(length);
    case "int64":
    case "datetime64[ns]":
      return new BigInt64Array(length);
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    default:
      return new Array<string>(length).fill("");
  }
}

function fill(
  data: Fillable,
  column: Column,
  place: { readonly from: number; readonly step: number },
): void {
  const { from, step } = place;
  if (Array.isArray(data)) {
    const { length } = column.values;
    for (let row = 0; row < length; row++) {
      data[from + row * step] = cellText(column, row);
    }
  } else if (data instanceof BigInt64Array) {
    // A datetime is refused by its dtype before anybody looks at the elements.
    if (column.dtype !== "int64" && column.dtype !== "int32") return;
    const { values } = column;
    for (let row = 0; row < values.length; row++) {
      data[from + row * step] = BigInt(values[row]!);
    }
  } else {
    const values = column.dtype === "float32"
      ? column.values
      : toFloat64(column);
    if (values === undefined) return;
    for (let row = 0; row < values.length; row++) {
      data[from + row * step] = values[row]!;
    }
  }
}
