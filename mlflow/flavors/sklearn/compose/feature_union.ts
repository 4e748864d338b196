import type { PythonObject } from "../../../python/python_object.ts";
import { toDense } from "../table/dense.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { joinColumns, joinSparse, rowsOf } from "../table/join_columns.ts";
import { readSteps, readWeights, transformOf } from "./named_steps.ts";
import { isSparse, mapSparse } from "../table/sparse.ts";
import { indent } from "../nested/structure_of.ts";

/** Transformers side by side on the same columns. */
export const featureUnions: EstimatorTable = { FeatureUnion: union };

function union(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  const structure = [className];
  const weights = readWeights(object);
  const parts: ((input: Table) => Table)[] = [];
  for (
    const { name, estimator } of readSteps(object, "transformer_list", build)
  ) {
    if (estimator === "drop") continue;
    const lines = estimator?.structure ?? ["passthrough"];
    structure.push(...indent(lines, name));
    const transform = estimator === undefined
      ? (input: Table) => input
      : transformOf(estimator);
    const weight = weights.get(name);
    parts.push(
      weight === undefined
        ? transform
        : (input) => multiplied(transform(input), weight),
    );
  }

  function transform(input: Table): Table {
    const tables = parts.map((part) => part(input));
    const rows = tables[0] === undefined ? rowsOf(input) : rowsOf(tables[0]);
    return tables.some(isSparse)
      ? joinSparse(tables, rows)
      : joinColumns(tables, rows);
  }

  return { className, structure, transform };
}

/**
 * A table of numbers with every one multiplied.
 *
 * @param table The table; a table of text cannot be multiplied.
 * @param weight What it is multiplied by.
 */
export function multiplied(table: Table, weight: number): Table {
  if (isSparse(table)) return mapSparse(table, (value) => value * weight);
  const matrix = toDense(table);
  return { ...matrix, data: matrix.data.map((value) => value * weight) };
}
