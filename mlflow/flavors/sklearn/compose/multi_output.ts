import type { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { classesOf } from "../nested/class_positions.ts";
import {
  decisionsOf,
  joinAnswers,
  numbersOf,
  predictOf,
  probabilitiesOf,
} from "../nested/predict_of.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { structureOf } from "../nested/structure_of.ts";
import { matrixTensor } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { joinOutputs } from "../table/join_outputs.ts";
import { sliceColumns, zeros } from "../table/slice_columns.ts";

/** Several outputs by an estimator each, on their own or in a chain. */
export const multiOutputEstimators: EstimatorTable = {
  MultiOutputClassifier: multiOutputClassifier,
  MultiOutputRegressor: multiOutputRegressor,
  ClassifierChain: classifierChain,
  RegressorChain: regressorChain,
};

function readOutputs(
  object: PythonObject,
  build: BuildEstimator,
): { estimators: readonly Estimator[]; common: Shared } {
  const estimators = nestedObjects(object, "estimators_").map(build);
  if (estimators.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: it has no estimators`,
    );
  }
  const structure = structureOf(object.className, estimators);
  return { estimators, common: { className: object.className, structure } };
}

type Shared = Pick<Estimator, "className" | "structure">;

function multiOutputRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, common } = readOutputs(object, build);
  const predicts = estimators.map(predictOf);
  return {
    ...common,
    predict: (input) => joinOutputs(predicts.map((each) => each(input))),
  };
}

function multiOutputClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, common } = readOutputs(object, build);
  const predicts = estimators.map(predictOf);
  const classifier: Estimator = {
    ...common,
    classes: estimators.map(classesOf),
    predict: (input) => joinOutputs(predicts.map((each) => each(input))),
  };
  if (estimators.some((each) => each.predictProba === undefined)) {
    return classifier;
  }
  const probabilities = estimators.map(probabilitiesOf);
  return {
    ...classifier,
    predictProba: (input) =>
      probabilities.map((each) => matrixTensor(each(input))),
  };
}

function regressorChain(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, common } = readOutputs(object, build);
  const order = readOrder(object, estimators.length);
  const check = new FeatureCheck(object);
  const links = estimators.map(answerOf("predict"));
  return {
    ...common,
    predict: (input) =>
      matrixTensor(chain({ input: check.dense(input), order, links })),
  };
}

function classifierChain(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { estimators, common } = readOutputs(object, build);
  const order = readOrder(object, estimators.length);
  const check = new FeatureCheck(object);
  const links = estimators.map(
    answerOf(object.string("chain_method_", "predict")),
  );
  const run = (input: Table, method: string): Tensor =>
    matrixTensor(chain({
      input: check.dense(input),
      order,
      links,
      answers: estimators.map(answerOf(method)),
    }));
  const classes = estimators.map(classesOf);
  const inverse = Array.from(order, (_, k) => classes[order.indexOf(k)]!);
  return {
    ...common,
    classes: inverse,
    predict: (input) => run(input, "predict"),
    ...(estimators.some((each) => each.predictProba === undefined) ? {} : {
      predictProba: (input) => run(input, "predict_proba"),
    }),
    ...(estimators.some((each) => each.decisionFunction === undefined) ? {} : {
      decisionFunction: (input) => run(input, "decision_function"),
    }),
  };
}

type Answer = (rows: DenseMatrix) => DenseMatrix;

/** One column of what an estimator answers; of two probabilities the second. */
function answerOf(method: string): (estimator: Estimator) => Answer {
  return (estimator) => {
    if (method === "predict_proba") {
      const probabilities = probabilitiesOf(estimator);
      return (rows) => sliceColumns(probabilities(rows), 1, 1);
    }
    if (method === "decision_function") return decisionsOf(estimator);
    return numbersOf(estimator);
  };
}

/** Each estimator sees the input and what those before it said. */
function chain({ input, order, links, answers = links }: {
  readonly input: DenseMatrix;
  /** The output of each estimator. */
  readonly order: Int32Array;
  readonly links: readonly Answer[];
  readonly answers?: readonly Answer[];
}): DenseMatrix {
  const result = zeros(input.rows, order.length);
  let rows = input;
  for (let e = 0; e < order.length; e++) {
    const said = answers[e]!(rows);
    let at = order[e]!;
    for (let row = 0; row < input.rows; row++) {
      result.data[at] = said.data[row]!;
      at += order.length;
    }
    const handed = answers === links ? said : links[e]!(rows);
    rows = joinAnswers([rows, handed]);
  }
  return result;
}

function readOrder(object: PythonObject, count: number): Int32Array {
  const order = Int32Array.from(object.numbers("order_"));
  const sorted = order.toSorted();
  if (sorted.length === count && sorted.every((value, i) => value === i)) {
    return order;
  }
  throw new ModelError(
    `Cannot read ${object.className}.order_: expected each of ${count} outputs once`,
  );
}
