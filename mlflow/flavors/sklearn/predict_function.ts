import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import type { Prediction } from "../../flavor.ts";
import { matrixTensor, toDense } from "./table/dense.ts";
import type { Estimator, Table } from "./estimator.ts";

/** One of an estimator's methods, ready to be called. */
export type PredictFunction = (input: Table) => Prediction;

/**
 * The method of an estimator that a model answers with.
 *
 * @param estimator The estimator.
 * @param name The method, as `predict_fn` in `MLmodel` calls it; `decision_function` and `transform` are possible too.
 * @returns The method.
 * @throws {ModelError} If the estimator has no such method, or it cannot be served.
 */
export function predictFunction(
  estimator: Estimator,
  name: string,
): PredictFunction {
  const found = methodOf(estimator, name);
  if (found !== undefined) return found;
  throw new ModelError(
    `Cannot serve predict_fn ${
      JSON.stringify(name)
    } of MLmodel: ${estimator.className} has no such method that is served`,
  );
}

function methodOf(
  estimator: Estimator,
  name: string,
): PredictFunction | undefined {
  switch (name) {
    case "predict":
      return estimator.predict && ((input) => estimator.predict!(input));
    case "predict_proba":
      return estimator.predictProba &&
        ((input) => answerOf(estimator.predictProba!(input)));
    case "predict_log_proba":
      if (estimator.predictLogProba !== undefined) {
        return (input) => estimator.predictLogProba!(input);
      }
      return estimator.predictProba &&
        ((input) => logarithms(estimator.predictProba!(input)));
    case "predict_joint_log_proba":
      return estimator.predictJointLogProba &&
        ((input) => estimator.predictJointLogProba!(input));
    case "decision_function":
      return estimator.decisionFunction &&
        ((input) => estimator.decisionFunction!(input));
    case "transform":
      return estimator.transform &&
        ((input) => tableAnswer(estimator.transform!(input)));
    default:
      return undefined;
  }
}

/** Several outputs are answered as a list, one an output. */
function answerOf(output: Tensor | readonly Tensor[]): Prediction {
  return output instanceof Tensor
    ? output
    : output.map((tensor) => tensor.toNested());
}

function logarithms(output: Tensor | readonly Tensor[]): Prediction {
  if (!(output instanceof Tensor)) {
    return answerOf(output.map(logarithmsOf));
  }
  return logarithmsOf(output);
}

function logarithmsOf({ shape, data }: Tensor): Tensor {
  const logs = new Float64Array(data.length);
  for (let i = 0; i < logs.length; i++) logs[i] = Math.log(Number(data[i]));
  return new Tensor("float64", shape, logs);
}

function tableAnswer(table: Table): Prediction {
  if (table instanceof DataFrame || table instanceof Tensor) return table;
  return matrixTensor(toDense(table));
}
