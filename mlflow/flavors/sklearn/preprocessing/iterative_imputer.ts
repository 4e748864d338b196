import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../python/python_object.ts";
import { readVector, takeColumns } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { joinColumns } from "../table/join_columns.ts";
import { MissingValues } from "./missing_values.ts";
import { indent } from "../nested/structure_of.ts";

/** What predicts missing values of each column from the other columns. */
export const iterativeImputers: EstimatorTable = {
  IterativeImputer: iterative,
};

/** One prediction: a column from others. */
interface Step {
  readonly column: number;
  readonly others: Int32Array;
  readonly predict: (input: Table) => Tensor;
}

function iterative(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  if (isOn(object, "sample_posterior")) {
    throw new ModelError(
      `Cannot serve ${className}: with sample_posterior its answers are random`,
    );
  }
  const check = new FeatureCheck(object);
  const missing = new MissingValues(object);
  const initial = build(object.object("initial_imputer_"));
  const empty = readEmpty(object, check.count ?? 0);
  const keepsEmpty = isOn(object, "keep_empty_features");
  const kept = Int32Array.from(empty.keys())
    .filter((column) => keepsEmpty || empty[column] === 0);
  const steps = readSteps(object, build, kept.length);
  const lowest = readVector(object, "_min_value", kept.length);
  const highest = readVector(object, "_max_value", kept.length);
  const marks = isOn(object, "add_indicator") && object.has("indicator_")
    ? build(object.object("indicator_"))
    : undefined;
  const [first] = steps;

  function transform(input: Table): Table {
    const matrix = check.denseWithMissing(input);
    const mask = missing.mask(matrix);
    const start = initial.transform?.(matrix);
    if (start === undefined || !("data" in start) || start instanceof Tensor) {
      throw new TypeError("The initial imputer gave no matrix");
    }
    const filled = { ...matrix, columns: kept.length, data: start.data };
    const gaps = gapsOf(mask, { matrix, kept, empty });
    for (const step of gaps.some((rows) => rows.length > 0) ? steps : []) {
      impute(filled, gaps[step.column]!, { step, lowest, highest });
    }
    const marked = marks?.transform?.(input);
    return marked === undefined
      ? filled
      : joinColumns([filled, marked], matrix.rows);
  }

  const inner = first === undefined ? [] : indent(
    build(estimatorOf(object.list("imputation_sequence_")[0] ?? null))
      .structure,
  );
  return { className, structure: [className, ...inner], transform };
}

/** The rows of each column that are predicted. */
function gapsOf(
  mask: Uint8Array,
  at: {
    readonly matrix: DenseMatrix;
    readonly kept: Int32Array;
    readonly empty: Float64Array;
  },
): readonly (readonly number[])[] {
  const { matrix, kept, empty } = at;
  return Array.from(kept, (column) => {
    const rows: number[] = [];
    if (empty[column] !== 0) return rows;
    for (let row = 0; row < matrix.rows; row++) {
      if (mask[row * matrix.columns + column] === 1) rows.push(row);
    }
    return rows;
  });
}

function impute(
  filled: DenseMatrix,
  rows: readonly number[],
  options: {
    readonly step: Step;
    readonly lowest: Float64Array;
    readonly highest: Float64Array;
  },
): void {
  const { step, lowest, highest } = options;
  if (rows.length === 0) return;
  const { columns } = filled;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    const start = row * columns;
    data.set(filled.data.subarray(start, start + columns), i * columns);
  });
  const others = takeColumns({ rows: rows.length, columns, data }, step.others);
  const answers = step.predict(others).data;
  rows.forEach((row, i) => {
    const value = Number(answers[i]);
    filled.data[row * columns + step.column] = Math.min(
      Math.max(value, lowest[step.column]!),
      highest[step.column]!,
    );
  });
}

/** Which columns had no value in training. */
function readEmpty(object: PythonObject, count: number): Float64Array {
  if (object.has("_is_empty_feature")) {
    return readVector(object, "_is_empty_feature", count);
  }
  // Before scikit-learn 1.2 only the initial imputer tells.
  return readVector(object.object("initial_imputer_"), "statistics_", count)
    .map((value) => Number.isNaN(value) ? 1 : 0);
}

function readSteps(
  object: PythonObject,
  build: BuildEstimator,
  columns: number,
): readonly Step[] {
  return object.list("imputation_sequence_").map((value, i) => {
    const [column, others] = partsOf(value);
    const { predict } = build(estimatorOf(value));
    const positions = others instanceof Tensor || Array.isArray(others)
      ? Int32Array.from(Array.from<unknown>(toList(others)), Number)
      : undefined;
    const isSound = typeof column === "number" && column >= 0 &&
      column < columns && predict !== undefined &&
      positions?.every((other) => other >= 0 && other < columns);
    if (!isSound || positions === undefined || predict === undefined) {
      throw new ModelError(
        `Cannot read ${object.className}.imputation_sequence_: step ${i} is not a column with others and a regressor`,
      );
    }
    return { column, others: positions, predict };
  });
}

function toList(value: Tensor | readonly PythonValue[]): ArrayLike<unknown> {
  return value instanceof Tensor ? value.data : value;
}

/** The column, the other columns and the estimator of a step, a tuple with names. */
function partsOf(value: PythonValue): readonly PythonValue[] {
  if (Array.isArray(value)) return value;
  return value instanceof PythonObject ? value.args : [];
}

function estimatorOf(value: PythonValue): PythonObject {
  const estimator = partsOf(value)[2];
  if (estimator instanceof PythonObject) return estimator;
  throw new ModelError(
    "Cannot read IterativeImputer.imputation_sequence_: a step has no estimator",
  );
}
