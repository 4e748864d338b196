import { DataFrame } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  PythonValue,
} from "../../../python/python_object.ts";
import {
  type ColumnSelection,
  type FittedColumns,
  readSelection,
  takeSelection,
} from "./column_selection.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { multiplied } from "./feature_union.ts";
import { isOn } from "../is_on.ts";
import { joinColumns, joinSparse, rowsOf } from "../table/join_columns.ts";
import { readSteps, readWeights, transformOf } from "./named_steps.ts";
import { indent } from "../nested/structure_of.ts";

/** Transformers side by side, each on columns of its own. */
export const columnTransformers: EstimatorTable = {
  ColumnTransformer: columnTransformer,
};

/** One transformer and its columns. */
interface Part {
  readonly selection: ColumnSelection;
  readonly transform: (input: Table) => Table;
}

function columnTransformer(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { className } = object;
  const check = new FeatureCheck(object);
  const structure = [className];
  const parts = readParts(object, build, structure);
  const isSparse = isOn(object, "sparse_output_");
  const required = requiredNames(parts, check);

  function transform(input: Table): Table {
    const places = placesOf(input, check, required);
    if (places === undefined) check.columns(input);
    const tables = parts.map(({ selection, transform }) => {
      const columns = selection.columns.map((column) =>
        placeOf(column, places, check)
      );
      return transform(takeSelection(input, columns, selection));
    });
    const rows = rowsOf(input);
    return isSparse ? joinSparse(tables, rows) : joinColumns(tables, rows);
  }

  return { className, structure, transform };
}

/** The names of the columns that some part works on; none where the fit had no names. */
function requiredNames(
  parts: readonly Part[],
  check: FeatureCheck,
): readonly string[] {
  const names = new Set<string>();
  for (const { selection } of parts) {
    for (const column of selection.columns) {
      const name = typeof column === "string" ? column : check.names?.[column];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names];
}

function readParts(
  object: PythonObject,
  build: BuildEstimator,
  structure: string[],
): readonly Part[] {
  const weights = readWeights(object);
  const fitted = fittedColumns(object);
  const indices = readIndices(object, fitted);
  const parts: Part[] = [];
  for (const step of readSteps(object, "transformers_", build)) {
    const { name, estimator, rest } = step;
    if (estimator === "drop") continue;
    const selector = rest[0] ?? null;
    const columns = indices.get(name);
    const selection = columns === undefined
      ? readSelection(selector, fitted)
      : { columns, isVector: isScalar(selector) };
    if (selection.columns.length === 0) continue;
    structure.push(...indent(estimator?.structure ?? ["passthrough"], name));
    const weight = weights.get(name);
    const transform = estimator === undefined
      ? (input: Table) => input
      : transformOf(estimator);
    parts.push({
      selection,
      transform: weight === undefined
        ? transform
        : (input) => multiplied(transform(input), weight),
    });
  }
  return parts;
}

function fittedColumns(object: PythonObject): FittedColumns {
  const { className, names, count } = new FeatureCheck(object);
  const width = count ?? object.number("_n_features", 0);
  return { className, names, count: width };
}

function isScalar(selector: PythonValue): boolean {
  return typeof selector === "string" || typeof selector === "number";
}

/** The positions by transformer, which scikit-learn notes since 1.0. */
function readIndices(
  object: PythonObject,
  fitted: FittedColumns,
): ReadonlyMap<string, readonly (number | string)[]> {
  const value = object.get("_transformer_to_input_indices");
  if (value === null) return new Map();
  if (!(value instanceof Map)) {
    throw new ModelError(
      `Cannot read ${object.className}._transformer_to_input_indices: expected a dict`,
    );
  }
  return new Map(
    Array.from(
      value,
      ([name, columns]) =>
        [String(name), readSelection(columns, fitted).columns] as const,
    ),
  );
}

/** The positions of the input's columns by name, where both the input and the fit have names. */
function placesOf(
  input: Table,
  check: FeatureCheck,
  required: readonly string[],
): ReadonlyMap<string, number> | undefined {
  if (!(input instanceof DataFrame) || required.length === 0) return undefined;
  const isUnnamed = input.names.length === check.count &&
    input.names.every((name, i) => name === String(i));
  if (isUnnamed) return undefined;
  const places = new Map(input.names.map((name, i) => [name, i]));
  const absent = required.filter((name) => !places.has(name));
  if (absent.length > 0) throw missing(absent, check.className);
  return places;
}

function placeOf(
  column: number | string,
  places: ReadonlyMap<string, number> | undefined,
  check: FeatureCheck,
): number {
  const name = typeof column === "string" ? column : check.names?.[column];
  const place = name === undefined ? undefined : places?.get(name);
  if (place !== undefined) return place;
  if (typeof column === "number") return column;
  throw missing([column], check.className);
}

function missing(names: readonly string[], className: string): InputError {
  return new InputError(
    `Cannot score with ${className}: columns are missing: ${
      names.map((name) => JSON.stringify(name)).join(", ")
    }`,
  );
}
