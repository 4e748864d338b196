import { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import type { PythonObject } from "../../python/python_object.ts";
import { delegate } from "./delegate.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "./estimator.ts";
import { labelIndices, labelKey, takeLabels } from "./labels.ts";
import { indent } from "./structure.ts";

/** Classifiers of two classes with a threshold of their own (scikit-learn 1.5). */
export const thresholdClassifiers: EstimatorTable = {
  FixedThresholdClassifier: fixed,
  TunedThresholdClassifierCV: tuned,
};

function fixed(object: PythonObject, build: BuildEstimator): Estimator {
  const inner = build(
    object.object(object.has("estimator_") ? "estimator_" : "estimator"),
  );
  const threshold = object.get("threshold") === "auto"
    ? undefined
    : object.number("threshold");
  const label = object.get("pos_label");
  return withThreshold(object, inner, {
    threshold,
    positive: positionOf(object, inner, label),
  });
}

function tuned(object: PythonObject, build: BuildEstimator): Estimator {
  const inner = build(object.object("estimator_"));
  const scorer = object.object("_curve_scorer");
  const options = scorer.get("_kwargs");
  const label = options instanceof Map
    ? options.get("pos_label") ?? null
    : null;
  return withThreshold(object, inner, {
    threshold: object.number("best_threshold_"),
    positive: positionOf(object, inner, label),
  });
}

/** The position of the positive label; the second where none is named. */
function positionOf(
  object: PythonObject,
  inner: Estimator,
  label: unknown,
): 0 | 1 {
  const { classes } = inner;
  if (!(classes instanceof Tensor) || classes.data.length !== 2) {
    throw new ModelError(
      `Cannot serve ${object.className}: its ${inner.className} has not two classes`,
    );
  }
  const indices = labelIndices(classes);
  const named = indices.get(labelKey(label));
  if (label !== null && named === undefined) {
    throw new ModelError(
      `Cannot serve ${object.className}: its pos_label is no class of its ${inner.className}`,
    );
  }
  // Scores that take 1 for the positive label do not say so in the file.
  if (label === null && indices.get(1) === 0) {
    throw new ModelError(
      `Cannot serve ${object.className}: the label 1 comes first, so that it is not clear which label is the positive one; name it with pos_label`,
    );
  }
  return named === 0 ? 0 : 1;
}

function withThreshold(
  object: PythonObject,
  inner: Estimator,
  options: {
    readonly threshold: number | undefined;
    readonly positive: 0 | 1;
  },
): Estimator {
  const { className } = object;
  const { classes } = inner;
  const { positive } = options;
  const method = object.string("response_method", "auto");
  const usesProbabilities = method === "predict_proba" ||
    (method === "auto" && inner.predictProba !== undefined);
  const threshold = options.threshold ?? (usesProbabilities ? 0.5 : 0);
  const scores = usesProbabilities
    ? probabilities(inner, positive)
    : decisions(inner, positive);
  if (!(classes instanceof Tensor) || scores === undefined) {
    throw new ModelError(
      `Cannot serve ${className}: its ${inner.className} has no ${
        usesProbabilities ? "predict_proba" : "decision_function"
      }`,
    );
  }
  const structure = [className, ...indent(inner.structure)];
  return {
    ...delegate(inner, { className, structure }),
    predict: (input) => {
      const picks = Int32Array.from(
        scores(input),
        (score) => score >= threshold ? positive : 1 - positive,
      );
      return takeLabels(classes, picks);
    },
  };
}

type Scores = (input: Table) => Float64Array;

function probabilities(inner: Estimator, positive: 0 | 1): Scores | undefined {
  if (inner.predictProba === undefined) return undefined;
  return (input) => {
    const table = inner.predictProba!(input);
    const data: ArrayLike<unknown> = table instanceof Tensor ? table.data : [];
    return Float64Array.from(
      { length: data.length / 2 },
      (_, row) => Number(data[2 * row + positive]),
    );
  };
}

function decisions(inner: Estimator, positive: 0 | 1): Scores | undefined {
  if (inner.decisionFunction === undefined) return undefined;
  return (input) => {
    const scores: ArrayLike<unknown> = inner.decisionFunction!(input).data;
    return Float64Array.from(
      scores,
      (score) => positive === 1 ? Number(score) : -Number(score),
    );
  };
}
