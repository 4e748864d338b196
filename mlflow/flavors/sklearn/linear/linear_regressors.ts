import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { columnTensor, matrixTensor, vectorTensor } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { LinearWeights } from "./linear_weights.ts";
import { mapInPlace } from "../math/map_in_place.ts";
import { indent } from "../nested/structure_of.ts";

/** Linear regressors, generalised linear ones, and RANSAC around one. */
export const linearRegressors: EstimatorTable = {
  ARDRegression: identity,
  BayesianRidge: identity,
  ElasticNet: identity,
  ElasticNetCV: identity,
  GammaRegressor: exponential,
  HuberRegressor: identity,
  Lars: identity,
  LarsCV: identity,
  Lasso: identity,
  LassoCV: identity,
  LassoLars: identity,
  LassoLarsCV: identity,
  LassoLarsIC: identity,
  LinearRegression: identity,
  LinearSVR: identity,
  MultiTaskElasticNet: identity,
  MultiTaskElasticNetCV: identity,
  MultiTaskLasso: identity,
  MultiTaskLassoCV: identity,
  OrthogonalMatchingPursuit: identity,
  OrthogonalMatchingPursuitCV: identity,
  PassiveAggressiveRegressor: identity,
  PoissonRegressor: exponential,
  QuantileRegressor: identity,
  RANSACRegressor: ransac,
  Ridge: identity,
  RidgeCV: identity,
  SGDOneClassSVM: oneClass,
  SGDRegressor: raveled,
  TheilSenRegressor: identity,
  TweedieRegressor: tweedie,
};

function identity(object: PythonObject): Estimator {
  const weights = new LinearWeights(object);
  return regressor(
    object,
    (input) => tensorOf(weights.scores(input), weights.isVector),
  );
}

function raveled(object: PythonObject): Estimator {
  const weights = new LinearWeights(object);
  return regressor(object, (input) => {
    const { data } = weights.scores(input);
    return new Tensor("float64", [data.length], data);
  });
}

/** Rows of the one class are 1, others -1. */
function oneClass(object: PythonObject): Estimator {
  const weights = new LinearWeights(object);
  const offset = object.tensor("offset_").data;
  const decide = (input: Table): Float64Array =>
    weights.scores(input).data.map((score) => score - Number(offset[0]));
  const { className } = object;
  return {
    className,
    structure: [className],
    predict(input) {
      const sides = decide(input);
      const data = Int32Array.from(sides, (side) => side >= 0 ? 1 : -1);
      return new Tensor("int32", [data.length], data);
    },
    decisionFunction: (input) => vectorTensor(decide(input)),
  };
}

function exponential(object: PythonObject): Estimator {
  const weights = new LinearWeights(object);
  return regressor(
    object,
    (input) =>
      tensorOf(mapInPlace(weights.scores(input), Math.exp), weights.isVector),
  );
}

function tweedie(object: PythonObject): Estimator {
  const link = object.string("link", "auto");
  if (link === "log") return exponential(object);
  if (link === "identity") return identity(object);
  if (link !== "auto") {
    throw new ModelError(
      `Cannot serve ${object.className}: link "${link}" is not known, expected auto, identity or log`,
    );
  }
  return object.number("power", 0) <= 0
    ? identity(object)
    : exponential(object);
}

function ransac(object: PythonObject, build: BuildEstimator): Estimator {
  const inner = build(object.object("estimator_"));
  const { className } = object;
  const structure = [className, ...indent(inner.structure)];
  const predict = inner.predict?.bind(inner);
  if (predict === undefined) {
    throw new ModelError(
      `Cannot serve ${className}: its ${inner.className} does not predict`,
    );
  }
  return { className, structure, predict };
}

function regressor(
  object: PythonObject,
  predict: (input: Table) => Tensor,
): Estimator {
  const { className } = object;
  return { className, structure: [className], predict };
}

function tensorOf(matrix: DenseMatrix, isVector: boolean): Tensor {
  return isVector ? columnTensor(matrix) : matrixTensor(matrix);
}
