import {
  cellAt,
  type Column,
  DataFrame,
  type Matrix,
  Tensor,
  tensorMatrix32,
  toMatrix32,
} from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { ModelInput } from "../../flavor.ts";
import { objectNumbers } from "../../python/object_numbers.ts";
import type { CategoryCodes } from "./read_categories.ts";
import type { XgboostModel } from "./xgboost_model.ts";

/**
 * The rows of an input as XGBoost sees them: single precision, NaN where a
 * value is missing, category texts as their codes.
 *
 * @param model The model.
 * @param input A frame whose columns have the model's names in their order, or an array.
 * @param options Whether the input goes through a `DMatrix`, which is stricter with names and laxer with the number of columns.
 * @throws {InputError} If the library would refuse the input.
 */
export function inputRows(
  model: XgboostModel,
  input: ModelInput,
  options: { readonly isMatrix: boolean },
): Matrix<Float32Array> {
  const rows = asInput(() => readRows(model, input, options));
  const { featureNames, features } = model;
  if (
    options.isMatrix && featureNames.length > 0 && input instanceof Tensor
  ) {
    throw new InputError(
      `Cannot predict on an array: the model expects columns with the feature names ${
        JSON.stringify(featureNames)
      }`,
    );
  }
  if (options.isMatrix) refuseInfinite(rows.data);
  if (rows.columns === features) return rows;
  if (options.isMatrix && rows.columns < features) {
    return widened(rows, features);
  }
  throw new InputError(
    `Cannot predict: feature shape mismatch, the model expects ${features} columns, got ${rows.columns}`,
  );
}

function readRows(
  model: XgboostModel,
  input: ModelInput,
  options: { readonly isMatrix: boolean },
): Matrix<Float32Array> {
  if (input instanceof DataFrame) {
    checkNames(model.featureNames, input.names);
    return toMatrix32(withCodes(model, input, options));
  }
  if (input instanceof Tensor) {
    if (input.dtype !== "object") return tensorMatrix32(input);
    if (input.shape.length === 2) return tensorMatrix32(objectNumbers(input));
    throw new InputError(
      `Cannot predict on an array of ${input.shape.length} dimensions with null or text in it: an XGBoost model takes 2`,
    );
  }
  throw new InputError(
    "Cannot predict on named arrays: an XGBoost model takes a table or one array",
  );
}

/**
 * Makes NaN of a number that stands for a missing value.
 *
 * @param rows The rows; they are not changed.
 * @param missing The number, absent if only NaN is missing.
 */
export function withMissing(
  rows: Matrix<Float32Array>,
  missing: number | undefined,
): Matrix<Float32Array> {
  if (missing === undefined) return rows;
  const single = Math.fround(missing);
  const data = rows.data.map((value) => value === single ? NaN : value);
  return { ...rows, data };
}

/** A `DMatrix` takes no infinite number, nor one that single precision cannot hold. */
function refuseInfinite(data: Float32Array): void {
  for (let i = 0; i < data.length; i++) {
    if (Math.abs(data[i]!) !== Infinity) continue;
    throw new InputError(
      "Cannot predict: the input holds an infinite number, or one too large for single precision",
    );
  }
}

function checkNames(
  expected: readonly string[],
  names: readonly string[],
): void {
  const isSame = expected.length === 0 || (expected.length === names.length &&
    expected.every((name, i) => name === names[i]));
  if (isSame) return;
  const missing = expected.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !expected.includes(name));
  throw new InputError(
    `Cannot predict: feature_names mismatch, the model expects ${
      JSON.stringify(expected)
    } in this order` +
      (missing.length === 0 ? "" : `; missing ${JSON.stringify(missing)}`) +
      (unknown.length === 0 ? "" : `; unknown ${JSON.stringify(unknown)}`),
  );
}

/**
 * Python would take a pandas category here; JSON has none, so that a value is
 * looked up among the categories. A `DMatrix` takes the number of a plain
 * column for the code itself, as the library does, and refuses one among
 * objects; the scikit-learn classes, as the library, refuse what is not of
 * the categories' kind.
 */
function withCodes(
  model: XgboostModel,
  frame: DataFrame,
  options: { readonly isMatrix: boolean },
): DataFrame {
  if (model.categories.size === 0) return frame;
  const columns = frame.columns.map((column, i) => {
    const codes = model.categories.get(i);
    const isCode = options.isMatrix && column.dtype !== "string" &&
      column.dtype !== "object";
    if (codes === undefined || isCode) return column;
    return encode(column, codes, frame.names[i]!);
  });
  return new DataFrame(frame.names, columns, { length: frame.length });
}

function encode(column: Column, codes: CategoryCodes, name: string): Column {
  const values = new Float32Array(column.values.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cellAt(column, row);
    const isMissing = cell === null || Number.isNaN(cell);
    const isKey = typeof cell === "string" || typeof cell === "number";
    const code = isMissing ? NaN : isKey ? codes.get(cell) : undefined;
    if (code === undefined) {
      throw new InputError(
        `Cannot predict: row ${row} of column "${name}" is a category that is not in the training set`,
      );
    }
    values[row] = code;
  }
  return { dtype: "float32", values };
}

/** The most numbers that rows may be widened to: 256 MB. */
const MAX_WIDENED = 1 << 26;

/** Columns that a `DMatrix` lacks at the end are missing values. */
function widened(
  rows: Matrix<Float32Array>,
  columns: number,
): Matrix<Float32Array> {
  if (rows.rows * columns > MAX_WIDENED) {
    throw new InputError(
      `Cannot predict: the model expects ${columns} columns, got ${rows.columns} in ${rows.rows} rows; send all columns, or fewer rows`,
    );
  }
  const data = new Float32Array(rows.rows * columns).fill(NaN);
  for (let row = 0; row < rows.rows; row++) {
    const from = row * rows.columns;
    data.set(rows.data.subarray(from, from + rows.columns), row * columns);
  }
  return { rows: rows.rows, columns, data };
}

function asInput<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new InputError(cause.message, { cause });
  }
}
