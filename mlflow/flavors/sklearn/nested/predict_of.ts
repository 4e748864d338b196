import { Tensor, tensorMatrix64 } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { DenseMatrix, Estimator, Table } from "../estimator.ts";
import { toDense } from "../table/dense.ts";
import { joinColumns } from "../table/join_columns.ts";

/**
 * The predictor of an estimator.
 *
 * @throws {ModelError} If it has no `predict`.
 */
export function predictOf(estimator: Estimator): (input: Table) => Tensor {
  const { predict } = estimator;
  if (predict === undefined) throw lacking(estimator, "predict");
  return (input) => predict.call(estimator, input);
}

/**
 * What an estimator predicts, as numbers.
 *
 * @throws {ModelError} If it has no `predict`, or its labels are not numbers.
 */
export function numbersOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { classes } = estimator;
  if (classes instanceof Tensor && !ArrayBuffer.isView(classes.data)) {
    throw lacking(estimator, "numbers for labels");
  }
  const predict = predictOf(estimator);
  return (input) => tensorMatrix64(predict(input));
}

/**
 * The probabilities of a classifier with one output.
 *
 * @throws {ModelError} If it has no `predict_proba`.
 */
export function probabilitiesOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { predictProba } = estimator;
  if (predictProba === undefined) throw lacking(estimator, "predict_proba");
  return (input) => {
    const tensor = predictProba.call(estimator, input);
    if (!(tensor instanceof Tensor)) throw lacking(estimator, "one output");
    return tensorMatrix64(tensor);
  };
}

/**
 * The decision function of an estimator, one column where there are two classes.
 *
 * @throws {ModelError} If it has none.
 */
export function decisionsOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { decisionFunction } = estimator;
  if (decisionFunction === undefined) {
    throw lacking(estimator, "decision_function");
  }
  return (input) => tensorMatrix64(decisionFunction.call(estimator, input));
}

/**
 * What several estimators answer, side by side.
 *
 * @param matrices At least one, all of as many rows.
 */
export function joinAnswers(matrices: readonly DenseMatrix[]): DenseMatrix {
  return toDense(joinColumns(matrices, matrices[0]?.rows ?? 0));
}

export function lacking(estimator: Estimator, what: string): ModelError {
  return new ModelError(
    `Cannot use ${estimator.className} inside another estimator: it has no ${what}`,
  );
}
