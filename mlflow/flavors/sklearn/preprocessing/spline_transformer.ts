import { InputError, ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { readMatrix } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { countUpTo } from "../math/interpolate.ts";
import { isOn } from "../is_on.ts";
import { joinSparse } from "../table/join_columns.ts";

/** The transformer that spreads each column over B-splines. */
export const splineTransformers: EstimatorTable = {
  SplineTransformer: splines,
};

const EXTRAPOLATIONS = ["constant", "continue", "error", "linear", "periodic"];

/** The splines of one column. */
interface Splines {
  readonly degree: number;
  readonly knots: Float64Array;
  /** One row a basis function, one column a spline. */
  readonly weights: DenseMatrix;
  /** The ends of what the training data covered. */
  readonly lowest: number;
  readonly highest: number;
}

function splines(object: PythonObject): Estimator {
  const { className } = object;
  const columns = object.list("bsplines_").map(readSplines);
  const check = new FeatureCheck(object, columns.length);
  const kind = object.string("extrapolation");
  const allowsMissing = object.string("handle_missing", "error") === "zeros";
  const width = columns[0]?.weights.columns ?? 0;
  const kept = object.boolean("include_bias") ? width : width - 1;
  const isSparse = isOn(object, "sparse_output");
  if (
    !EXTRAPOLATIONS.includes(kind) || columns.length !== check.count ||
    columns.some(({ weights }) => weights.columns !== width)
  ) {
    throw new ModelError(
      `Cannot read ${className}: its splines or its extrapolation "${kind}" make no sense`,
    );
  }

  function transform(input: Table): Table {
    const matrix = allowsMissing
      ? check.denseWithMissing(input)
      : check.dense(input);
    const total = columns.length * kept;
    const data = new Float64Array(matrix.rows * total);
    const values = new Float64Array(width);
    for (let row = 0; row < matrix.rows; row++) {
      for (let i = 0; i < columns.length; i++) {
        const value = matrix.data[row * columns.length + i]!;
        if (Number.isNaN(value)) continue;
        if (kind === "error") requireCovered(value, columns[i]!, className);
        evaluate(value, { splines: columns[i]!, kind, values });
        data.set(values.subarray(0, kept), row * total + i * kept);
      }
    }
    const result = { rows: matrix.rows, columns: total, data };
    return isSparse ? joinSparse([result], result.rows) : result;
  }

  return { className, structure: [className], transform };
}

function requireCovered(
  value: number,
  { lowest, highest }: Splines,
  className: string,
): void {
  if (value >= lowest && value <= highest) return;
  throw new InputError(
    `Cannot score with ${className}: a value is beyond the limits of the knots`,
  );
}

function evaluate(
  value: number,
  options: {
    readonly splines: Splines;
    readonly kind: string;
    readonly values: Float64Array;
  },
): void {
  const { splines, kind, values } = options;
  const { lowest, highest } = splines;
  let at = value;
  if (kind === "periodic" && highest > lowest) {
    const period = highest - lowest;
    at = (value - lowest) % period;
    at = lowest + (at < 0 ? at + period : at);
  } else if (kind === "constant" || kind === "linear") {
    at = Math.max(lowest, Math.min(highest, value));
  }
  combine(splines, basis(splines, at, splines.degree), values);
  if (kind !== "linear" || at === value) return;
  const slopes = new Float64Array(values.length);
  combine(splines, slopesOf(splines, at), slopes);
  for (let i = 0; i < values.length; i++) {
    values[i]! += (value - at) * slopes[i]!;
  }
}

/** The basis functions that are not zero, and the position of the first. */
interface Basis {
  readonly first: number;
  readonly values: Float64Array;
}

/** By the recursion of Cox and de Boor, in the interval that a value is in or next to. */
function basis(splines: Splines, value: number, degree: number): Basis {
  const { knots } = splines;
  const count = splines.weights.rows;
  const interval = Math.max(
    splines.degree,
    Math.min(count - 1, countUpTo(knots, value) - 1),
  );
  const values = new Float64Array(degree + 1);
  values[0] = 1;
  for (let d = 1; d <= degree; d++) {
    let saved = 0;
    for (let i = 0; i < d; i++) {
      const right = knots[interval + i + 1]!;
      const left = knots[interval + i + 1 - d]!;
      const share = right === left ? 0 : values[i]! / (right - left);
      values[i] = saved + (right - value) * share;
      saved = (value - left) * share;
    }
    values[d] = saved;
  }
  return { first: interval - degree, values };
}

/** The derivatives of the basis functions that are not zero. */
function slopesOf(splines: Splines, value: number): Basis {
  const { degree, knots } = splines;
  const slopes = new Float64Array(degree + 1);
  const lower = basis(splines, value, degree - 1);
  const first = lower.first - 1;
  for (let i = 0; i < lower.values.length; i++) {
    const start = lower.first + i;
    const span = knots[start + degree]! - knots[start]!;
    const part = span === 0 ? 0 : degree * lower.values[i]! / span;
    slopes[i]! -= part;
    slopes[i + 1]! += part;
  }
  return { first, values: slopes };
}

function combine(
  { weights }: Splines,
  { first, values }: Basis,
  result: Float64Array,
): void {
  result.fill(0);
  for (let i = 0; i < values.length; i++) {
    const start = (first + i) * weights.columns;
    for (let k = 0; k < weights.columns; k++) {
      result[k]! += values[i]! * weights.data[start + k]!;
    }
  }
}

function readSplines(value: unknown): Splines {
  if (!(value instanceof PythonObject)) {
    throw new ModelError("Cannot read SplineTransformer.bsplines_: no spline");
  }
  // Renamed in scipy 1.15.
  const knots = value.numbers(value.has("_t") ? "_t" : "t");
  const weights = readMatrix(value, value.has("_c") ? "_c" : "c");
  const degree = value.number("k");
  if (degree === 0) {
    throw new ModelError(
      "Cannot serve SplineTransformer: splines of degree 0 are not supported",
    );
  }
  const isSound = degree > 0 && Number.isInteger(degree) &&
    weights.rows === knots.length - degree - 1 && weights.rows > degree;
  if (!isSound) {
    throw new ModelError(
      "Cannot read SplineTransformer.bsplines_: knots and weights do not fit each other",
    );
  }
  return {
    degree,
    knots,
    weights,
    lowest: knots[degree]!,
    highest: knots[weights.rows]!,
  };
}
