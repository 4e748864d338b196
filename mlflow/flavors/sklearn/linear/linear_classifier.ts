import type { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { columnTensor, matrixTensor } from "../table/dense.ts";
import type { DenseMatrix, Estimator, Table } from "../estimator.ts";
import { aboveThreshold, argmaxRows } from "../table/argmax_rows.ts";
import { takeLabels } from "../../../python/read_classes.ts";
import { LinearWeights } from "./linear_weights.ts";

/** Probabilities of scores, one column a class or one for two classes; the scores may be overwritten. */
export type ScoreLink = (scores: DenseMatrix) => DenseMatrix;

/**
 * A classifier of `coef_` and `intercept_`.
 *
 * @param object The fitted estimator.
 * @param classes Its labels.
 * @param link What makes probabilities of its scores; without, it has none.
 * @throws {ModelError} If there are not as many scores as the classes need.
 */
export function linearClassifier(
  object: PythonObject,
  classes: Tensor,
  link?: ScoreLink,
): Estimator {
  const weights = new LinearWeights(object);
  const { className } = object;
  const expected = classes.data.length === 2 ? 1 : classes.data.length;
  if (weights.outputs !== expected || classes.data.length < 2) {
    throw new ModelError(
      `Cannot read ${className}: coef_ has ${weights.outputs} rows, expected ${expected} for ${classes.data.length} classes`,
    );
  }
  const estimator: Estimator = {
    className,
    structure: [className],
    classes,
    predict: (input: Table) => takeLabels(classes, pick(weights.scores(input))),
    decisionFunction(input: Table): Tensor {
      const scores = weights.scores(input);
      return scores.columns === 1 ? columnTensor(scores) : matrixTensor(scores);
    },
  };
  if (link === undefined) return estimator;
  return {
    ...estimator,
    predictProba: (input: Table) => matrixTensor(link(weights.scores(input))),
  };
}

/** The class of each row: the side of zero for two classes, else the greatest score. */
function pick(scores: DenseMatrix): Int32Array {
  if (scores.columns > 1) return argmaxRows(scores);
  return aboveThreshold(scores.data, 0);
}
