import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { readMatrix } from "../table/dense.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { interpolate, type Knots } from "../math/interpolate.ts";
import { normalProbability, normalQuantile } from "../math/normal_quantile.ts";
import { isSparse, mapSparse } from "../table/sparse.ts";
import { transposed } from "../math/transposed.ts";

/** The transformer that gives each column a uniform or normal distribution. */
export const quantileTransformers: EstimatorTable = {
  QuantileTransformer: quantile,
};

/** How close to the ends a value counts as the end, for a normal output. */
const BOUNDS_THRESHOLD = 1e-7;
// The normal quantiles of 1 - (BOUNDS_THRESHOLD - Number.EPSILON), and of
// BOUNDS_THRESHOLD - Number.EPSILON.
const LARGEST = 5.19933758270342;
const SMALLEST = -5.199337582605575;

/** What the values of one column are looked up in. */
interface ColumnQuantiles {
  readonly lowest: number;
  readonly highest: number;
  readonly ascending: Knots;
  /** The same from the other end, negated: repeated quantiles give the mean of both. */
  readonly descending: Knots;
}

function quantile(object: PythonObject): Estimator {
  const { className } = object;
  const columns = readColumns(object);
  const isNormal = readIsNormal(object);
  const check = new FeatureCheck(object, columns.length);
  const change = isNormal ? toNormal : toUniform;

  function transform(input: Table): Table {
    if (isSparse(input)) {
      check.columns(input);
      return mapSparse(input, (value, i) => change(value, columns[i]!));
    }
    const matrix = check.denseWithMissing(input);
    const data = new Float64Array(matrix.data.length);
    for (let start = 0; start < data.length; start += matrix.columns) {
      for (let i = 0; i < matrix.columns; i++) {
        data[start + i] = change(matrix.data[start + i]!, columns[i]!);
      }
    }
    return { ...matrix, data };
  }

  return { className, structure: [className], transform };
}

/**
 * The way back for one column of numbers, in place.
 *
 * @param object A fitted QuantileTransformer of one column.
 * @returns What makes an original value of a transformed one.
 */
export function inverseQuantile(
  object: PythonObject,
): (value: number) => number {
  const [column] = readColumns(object);
  if (column === undefined) {
    throw new ModelError(`Cannot read ${object.className}: it has no columns`);
  }
  const isNormal = readIsNormal(object);
  const back: Knots = { x: column.ascending.y, y: column.ascending.x };
  return (value) => {
    const p = isNormal ? normalProbability(value) : value;
    const margin = isNormal ? BOUNDS_THRESHOLD : 0;
    if (p - margin < 0 || p === 0) return column.lowest;
    if (p + margin > 1 || p === 1) return column.highest;
    return interpolate(back, p);
  };
}

function readIsNormal(object: PythonObject): boolean {
  const name = object.string("output_distribution", "uniform");
  if (name === "normal") return true;
  if (name === "uniform") return false;
  throw new ModelError(
    `Cannot serve ${object.className}: output_distribution "${name}" is not known, expected uniform or normal`,
  );
}

function readColumns(object: PythonObject): readonly ColumnQuantiles[] {
  const references = object.numbers("references_");
  const quantiles = transposed(readMatrix(object, "quantiles_"));
  if (quantiles.columns !== references.length || references.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: quantiles_ and references_ do not fit each other`,
    );
  }
  const negated = references.map((value) => -value).reverse();
  return Array.from({ length: quantiles.rows }, (_, i) => {
    const start = i * quantiles.columns;
    const x = quantiles.data.slice(start, start + quantiles.columns);
    return {
      lowest: x[0]!,
      highest: x[x.length - 1]!,
      ascending: { x, y: references },
      descending: { x: x.map((value) => -value).reverse(), y: negated },
    };
  });
}

function toUniform(value: number, column: ColumnQuantiles): number {
  if (value === column.lowest) return 0;
  if (value === column.highest) return 1;
  return rank(value, column);
}

function toNormal(value: number, column: ColumnQuantiles): number {
  if (value - BOUNDS_THRESHOLD < column.lowest) return SMALLEST;
  if (value + BOUNDS_THRESHOLD > column.highest) return LARGEST;
  const result = normalQuantile(rank(value, column));
  if (result < SMALLEST) return SMALLEST;
  return result > LARGEST ? LARGEST : result;
}

function rank(value: number, column: ColumnQuantiles): number {
  return 0.5 * (interpolate(column.ascending, value) -
    interpolate(column.descending, -value));
}
