import {
  cellAt,
  type Column,
  DataFrame,
  type Matrix,
  Tensor,
  tensorMatrix64,
  toMatrix64,
} from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { ModelInput } from "../../flavor.ts";
import { objectNumbers } from "../../python/object_numbers.ts";
import type { CategoryCodes, LightgbmModel } from "./lightgbm_model.ts";

/**
 * The rows of an input as LightGBM sees them: doubles by the position of the
 * column, NaN where a value is missing. Names are not compared, as in the
 * library; values of pandas categorical columns become their codes, unknown ones NaN.
 *
 * @param model The model.
 * @param input A frame or an array.
 * @throws {InputError} If there is no row, the number of columns is another, or a column does not hold numbers.
 */
export function inputRows(
  model: LightgbmModel,
  input: ModelInput,
): Matrix<Float64Array> {
  const rows = asInput(() => readRows(model, input));
  const expected = model.featureNames.length;
  if (rows.columns === expected) return rows;
  throw new InputError(
    `Cannot predict: the number of features in data (${rows.columns}) is not the same as it was in training data (${expected})`,
  );
}

function readRows(
  model: LightgbmModel,
  input: ModelInput,
): Matrix<Float64Array> {
  if (input instanceof DataFrame) {
    refuseEmpty(input);
    return toMatrix64(withCodes(model, input));
  }
  if (input instanceof Tensor) {
    if (input.shape.length === 2) return tensorMatrix64(objectNumbers(input));
    throw new InputError(
      `Cannot predict on an array of ${input.shape.length} dimensions: a LightGBM model takes 2`,
    );
  }
  throw new InputError(
    "Cannot predict on named arrays: a LightGBM model takes a table or one array",
  );
}

/** Of a table without rows the library makes an error, of an array none. */
function refuseEmpty(frame: DataFrame): void {
  if (frame.length > 0) return;
  throw new InputError(
    "Cannot predict a table without rows: input data must be 2 dimensional and non empty; the first line of a CSV is taken for the names of its columns",
  );
}

function withCodes(model: LightgbmModel, frame: DataFrame): DataFrame {
  if (model.categories.size === 0) return frame;
  const columns = frame.columns.map((column, i) => {
    const codes = model.categories.get(i);
    return codes === undefined
      ? column
      : encode(column, codes, frame.names[i]!);
  });
  return new DataFrame(frame.names, columns, { length: frame.length });
}

/** A value that the model has not seen is missing, as in the library; one of another kind was never meant. */
function encode(column: Column, codes: CategoryCodes, name: string): Column {
  const kinds = new Set(codes.keys().map((value) => typeof value));
  const values = new Float64Array(column.values.length);
  for (let row = 0; row < values.length; row++) {
    const cell = cellAt(column, row);
    const isMissing = cell === null || Number.isNaN(cell);
    const isMeant = isMissing || kinds.size === 0 ||
      kinds.has(typeof cell as "string");
    if (!isMeant) {
      throw new InputError(
        `Cannot predict: row ${row} of column "${name}" is not of the type of its categories (${
          [...kinds].join(", ")
        })`,
      );
    }
    values[row] = isMissing ? NaN : codes.get(cell as string) ?? NaN;
  }
  return { dtype: "float64", values };
}

function asInput<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new InputError(cause.message, { cause });
  }
}
