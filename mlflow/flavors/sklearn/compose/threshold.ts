import type { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import {
  PythonName,
  PythonObject,
  type PythonValue,
} from "../../../python/python_object.ts";
import { decisionsOf, probabilitiesOf } from "../nested/predict_of.ts";
import { structureOf } from "../nested/structure_of.ts";
import { delegate } from "../nested/delegate.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { sliceColumns } from "../table/slice_columns.ts";

/** Classifiers of two classes with a threshold of their own, and frozen estimators. */
export const thresholdEstimators: EstimatorTable = {
  FixedThresholdClassifier: fixedThreshold,
  FrozenEstimator: frozen,
  TunedThresholdClassifierCV: tunedThreshold,
};

function frozen(object: PythonObject, build: BuildEstimator): Estimator {
  const inner = build(object.object("estimator"));
  return delegate(inner, {
    className: object.className,
    structure: structureOf(object.className, [inner]),
  });
}

function fixedThreshold(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  return threshold(object, build, {
    threshold: object.get("threshold") === "auto"
      ? undefined
      : object.number("threshold"),
    positive: object.get("pos_label"),
  });
}

function tunedThreshold(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  return threshold(object, build, {
    threshold: object.number("best_threshold_"),
    positive: positiveOf(object),
  });
}

/** The scores whose `pos_label` is 1 where it is not given; others take the second class. */
const POSITIVE_ONE: ReadonlySet<string> = new Set([
  "brier_score_loss",
  "f1_score",
  "fbeta_score",
  "jaccard_score",
  "precision_score",
  "recall_score",
]);

function positiveOf(object: PythonObject): PythonValue {
  const scorer = object.get("_curve_scorer");
  if (!(scorer instanceof PythonObject)) return null;
  const given = scorer.get("_kwargs");
  if (given instanceof Map && given.has("pos_label")) {
    return given.get("pos_label") ?? null;
  }
  const score = scorer.get("_score_func");
  return score instanceof PythonName && POSITIVE_ONE.has(score.name) ? 1 : null;
}

function threshold(
  object: PythonObject,
  build: BuildEstimator,
  options: {
    readonly threshold: number | undefined;
    readonly positive: PythonValue;
  },
): Estimator {
  const inner = build(
    object.object(object.has("estimator_") ? "estimator_" : "estimator"),
  );
  const { classes } = inner;
  const labels = classes !== undefined && "data" in classes
    ? classes
    : readClasses(object);
  const second = positionOf(object, labels, options.positive);
  const usesDecisions = inner.predictProba === undefined ||
    object.get("response_method") === "decision_function";
  const scores = usesDecisions
    ? decisionScores(inner, second)
    : probabilityScores(inner, second);
  const limit = options.threshold ?? (usesDecisions ? 0 : 0.5);
  return {
    ...delegate(inner, {
      className: object.className,
      structure: structureOf(object.className, [inner]),
    }),
    classes: labels,
    predict: (input) =>
      takeLabels(
        labels,
        Int32Array.from(
          scores(input),
          (score) => score >= limit ? second : 1 - second,
        ),
      ),
  };
}

function positionOf(
  object: PythonObject,
  labels: Tensor,
  positive: PythonValue,
): number {
  if (labels.data.length !== 2) {
    throw new ModelError(
      `Cannot read ${object.className}: it has ${labels.data.length} classes, expected two`,
    );
  }
  if (positive === null) return 1;
  const position = labelIndices(labels).get(labelKey(positive));
  if (position !== undefined) return position;
  throw new ModelError(
    `Cannot read ${object.className}: its pos_label is not one of its classes`,
  );
}

function probabilityScores(
  inner: Estimator,
  position: number,
): (input: Table) => Float64Array {
  const probabilities = probabilitiesOf(inner);
  return (input) => sliceColumns(probabilities(input), position, 1).data;
}

function decisionScores(
  inner: Estimator,
  position: number,
): (input: Table) => Float64Array {
  const decisions = decisionsOf(inner);
  return position === 1
    ? (input) => decisions(input).data
    : (input) => decisions(input).data.map((score) => -score);
}
