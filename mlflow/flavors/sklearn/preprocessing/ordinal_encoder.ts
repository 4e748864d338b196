import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { Categories, readGroupings } from "./categories.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";

/** The encoder of categories as numbers. */
export const ordinalEncoders: EstimatorTable = { OrdinalEncoder: ordinal };

function ordinal(object: PythonObject): Estimator {
  const categories = new Categories(object);
  const handling = object.string("handle_unknown", "error");
  const unknownValue = handling === "error"
    ? NaN
    : object.number("unknown_value", NaN);
  const values = readValues(object, categories);
  const { className } = object;

  function transform(input: Table): DenseMatrix {
    const codes = categories.codes(input);
    if (handling === "error") categories.requireKnown(input, codes);
    const rows = codes[0]?.length ?? 0;
    const columns = codes.length;
    const data = new Float64Array(rows * columns);
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const code = codes[column]![row]!;
        data[row * columns + column] = code < 0
          ? unknownValue
          : values[column]![code]!;
      }
    }
    return { rows, columns, data };
  }

  return { className, structure: [className], transform };
}

/** The number of each category of each column. */
function readValues(
  object: PythonObject,
  categories: Categories,
): readonly Float64Array[] {
  const { counts } = categories;
  const groupings = readGroupings(object, counts.length);
  const missing = readMissing(object);
  const missingValue = object.number("encoded_missing_value", NaN);
  return counts.map((count, column) => {
    const grouping = groupings[column];
    const missingCode = missing.get(column);
    return Float64Array.from({ length: count }, (_, code) => {
      if (code === missingCode) return missingValue;
      return grouping?.[code] ?? code;
    });
  });
}

/** The code of the missing value by column, where it is a category. */
function readMissing(object: PythonObject): ReadonlyMap<number, number> {
  const value = object.get("_missing_indices");
  if (value === null) return new Map();
  if (!(value instanceof Map)) {
    throw new ModelError(
      `Cannot read ${object.className}._missing_indices: expected a dict`,
    );
  }
  return new Map(
    Array.from(value, ([column, code]) => [Number(column), Number(code)]),
  );
}
