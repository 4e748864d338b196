import {
  type Column,
  DataFrame,
  Tensor,
  tensorMatrix64,
  toMatrix64,
} from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import { parsePythonFloat } from "../../../protocol/json/python_float.ts";
import { objectNumbers } from "../../../python/object_numbers.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { DenseMatrix, Table } from "../estimator.ts";
import { isSparse, sparseToDense } from "./sparse.ts";

/**
 * The numbers of a table as a dense matrix of doubles; missing values are NaN.
 *
 * @param table A table of two dimensions.
 * @returns The matrix; a matrix that is dense already comes back as it is and must not be written to.
 * @throws {InputError} If a column holds something that is not a number, by its name, or there are not two dimensions.
 */
export function toDense(table: Table): DenseMatrix {
  if (table instanceof DataFrame) return frameToDense(table);
  if (table instanceof Tensor) return tensorToDense(table);
  return isSparse(table) ? sparseToDense(table) : table;
}

function frameToDense(frame: DataFrame): DenseMatrix {
  try {
    const matrix = toMatrix64(withNumbers(frame));
    return isSingleFrame(frame) ? { ...matrix, isSingle: true } : matrix;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

/** Of texts that Python's `float()` takes, numpy makes numbers, also where only some of a column are. */
function withNumbers(frame: DataFrame): DataFrame {
  if (!frame.columns.some(mayHoldText)) return frame;
  const columns = frame.columns.map((column): Column =>
    column.dtype === "string" || column.dtype === "object"
      ? { dtype: "object", values: Array.from(column.values, numberOrSame) }
      : column
  );
  return new DataFrame(frame.names, columns, { length: frame.length });
}

function mayHoldText({ dtype }: Column): boolean {
  return dtype === "string" || dtype === "object";
}

function numberOrSame(cell: unknown): unknown {
  return typeof cell === "string" ? parsePythonFloat(cell) ?? cell : cell;
}

/** Of single precision and truth values, numpy makes single precision; of others, double. */
function isSingleFrame({ columns }: DataFrame): boolean {
  return columns.some(({ dtype }) => dtype === "float32") &&
    columns.every(({ dtype }) => dtype === "float32" || dtype === "boolean");
}

function tensorToDense(tensor: Tensor): DenseMatrix {
  const { shape, dtype } = tensor;
  if (shape.length !== 2) {
    throw new InputError(
      `Cannot read the input as a table: expected an array of 2 dimensions, found ${shape.length}`,
    );
  }
  if (dtype === "object") return tensorToDense(objectNumbers(tensor));
  if (dtype === "str") return parseTensor(tensor);
  if (dtype === "bytes" || dtype === "datetime64[ns]") {
    throw new InputError(
      `Cannot read the input as numbers: it is an array of ${dtype}`,
    );
  }
  const matrix = tensorMatrix64(tensor);
  return dtype === "float32" ? { ...matrix, isSingle: true } : matrix;
}

function parseTensor(tensor: Tensor): DenseMatrix {
  const [rows, columns] = [tensor.shape[0]!, tensor.shape[1]!];
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const cell: unknown = tensor.data[i];
    if (cell === null || cell === undefined) data[i] = NaN;
    else if (
      typeof cell === "number" || typeof cell === "boolean" ||
      typeof cell === "bigint"
    ) data[i] = Number(cell);
    else {
      throw new InputError(
        `Cannot read column ${i % columns} as numbers: row ${
          Math.floor(i / columns)
        } is ${typeof cell === "string" ? "a string" : "an object"}`,
      );
    }
  }
  return { rows, columns, data };
}

/** What {@linkcode requireFinite} accepts beside finite numbers. */
export interface FiniteOptions {
  /** The estimator, for the message. */
  readonly className: string;
  /** The names of the columns, where they have some. */
  readonly names?: readonly string[] | undefined;
  /** `"allow"` lets missing values (NaN) through, as imputers, scalers and encoders do; default `"refuse"`. */
  readonly missing?: "allow" | "refuse";
}

/**
 * Refuses missing values and infinities, as most of scikit-learn's estimators do.
 *
 * @param matrix The numbers.
 * @param options The estimator, the column names, and whether NaN may be.
 * @throws {InputError} By the name of the first such column, and the row.
 */
export function requireFinite(
  matrix: DenseMatrix,
  options: FiniteOptions,
): void {
  const { data } = matrix;
  const allowMissing = options.missing === "allow";
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    // Zero for every finite number, NaN for the others.
    if (value - value === 0) continue;
    if (Number.isNaN(value) && allowMissing) continue;
    const column = i % matrix.columns;
    const row = Math.floor(i / matrix.columns);
    throw notFinite(value, { column, row, ...options });
  }
}

function notFinite(
  value: number,
  at: FiniteOptions & { readonly column: number; readonly row: number },
): InputError {
  const name = at.names?.[at.column];
  const column = name === undefined
    ? `column ${at.column}`
    : `column "${name}"`;
  const found = Number.isNaN(value)
    ? "contains NaN (a missing value)"
    : "contains infinity";
  return new InputError(
    `Cannot score with ${at.className}: input ${column} ${found} in row ${at.row}, which this estimator does not take`,
  );
}

/**
 * Some of the columns of a matrix, in the order asked for.
 *
 * @param matrix The matrix.
 * @param columns The positions of the columns to take.
 * @returns A new matrix.
 */
export function takeColumns(
  matrix: DenseMatrix,
  columns: ArrayLike<number>,
): DenseMatrix {
  const { rows, columns: width, data } = matrix;
  const taken = new Float64Array(rows * columns.length);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns.length; i++) {
      taken[to++] = data[row * width + columns[i]!]!;
    }
  }
  return { ...matrix, columns: columns.length, data: taken };
}

/**
 * A fitted array of one or two dimensions as a matrix; one dimension is one row.
 *
 * @param object The estimator.
 * @param attribute The array's name, as `coef_`.
 * @throws {ModelError} If it is not an array of numbers, or has more dimensions.
 */
export function readMatrix(
  object: PythonObject,
  attribute: string,
): DenseMatrix {
  const data = object.numbers(attribute);
  const value = object.get(attribute);
  const shape = value instanceof Tensor ? value.shape : [data.length];
  const isSingle = value instanceof Tensor && value.dtype === "float32";
  if (shape.length === 1) {
    return { rows: 1, columns: data.length, data, isSingle };
  }
  if (shape.length === 2) {
    return { rows: shape[0]!, columns: shape[1]!, data, isSingle };
  }
  throw new ModelError(
    `Cannot read ${object.className}.${attribute}: expected 1 or 2 dimensions, found ${shape.length}`,
  );
}

/**
 * A fitted array of numbers of a known length.
 *
 * @param object The estimator.
 * @param attribute The array's name, as `mean_`.
 * @param length How many numbers it must have.
 * @throws {ModelError} If it has more or fewer, or is not an array of numbers.
 */
export function readVector(
  object: PythonObject,
  attribute: string,
  length: number,
): Float64Array {
  const numbers = object.numbers(attribute);
  if (numbers.length === length) return numbers;
  throw new ModelError(
    `Cannot read ${object.className}.${attribute}: expected ${length} numbers, found ${numbers.length}`,
  );
}

/**
 * A matrix as an array of shape `[rows, columns]`, of doubles or of single
 * precision as numpy would hold it.
 *
 * @param matrix The matrix; doubles are shared.
 */
export function matrixTensor(matrix: DenseMatrix): Tensor {
  return numbersTensor(matrix, [matrix.rows, matrix.columns]);
}

/**
 * The numbers of a matrix of one column as an array of shape `[rows]`, as
 * {@linkcode matrixTensor}.
 *
 * @param matrix The matrix.
 */
export function columnTensor(matrix: DenseMatrix): Tensor {
  return numbersTensor(matrix, [matrix.data.length]);
}

function numbersTensor(
  { data, isSingle }: DenseMatrix,
  shape: readonly number[],
): Tensor {
  return isSingle
    ? new Tensor("float32", shape, new Float32Array(data))
    : new Tensor("float64", shape, data);
}

/**
 * Doubles as an array of shape `[length]`.
 *
 * @param values One number a row; shared.
 */
export function vectorTensor(values: Float64Array): Tensor {
  return new Tensor("float64", [values.length], values);
}
