import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { readVector } from "../table/dense.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";

/** The Box-Cox and Yeo-Johnson transformer. */
export const powerTransformers: EstimatorTable = { PowerTransformer: power };

function power(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  const check = new FeatureCheck(object, object.numbers("lambdas_").length);
  const lambdas = readVector(object, "lambdas_", check.count ?? 0);
  const change = readMethod(object) === "box-cox" ? boxCox : yeoJohnson;
  const isPositive = change === boxCox;
  const scaler = object.boolean("standardize") && object.has("_scaler")
    ? build(object.object("_scaler"))
    : undefined;

  function transform(input: Table): Table {
    const matrix = check.denseWithMissing(input);
    const { columns } = matrix;
    const data = new Float64Array(matrix.data.length);
    for (let i = 0; i < data.length; i++) {
      const value = matrix.data[i]!;
      if (isPositive && value <= 0) throw notPositive(check, i);
      data[i] = change(value, lambdas[i % columns]!);
    }
    const changed = { ...matrix, data };
    return scaler?.transform?.(changed) ?? changed;
  }

  return { className, structure: [className], transform };
}

/**
 * The method that a fitted PowerTransformer names.
 *
 * @throws {ModelError} If it is not known.
 */
export function readMethod(object: PythonObject): "box-cox" | "yeo-johnson" {
  const method = object.string("method", "yeo-johnson");
  if (method === "box-cox" || method === "yeo-johnson") return method;
  throw new ModelError(
    `Cannot serve ${object.className}: method "${method}" is not known, expected box-cox or yeo-johnson`,
  );
}

function notPositive(check: FeatureCheck, at: number): InputError {
  const column = at % (check.count ?? 1);
  const name = check.names?.[column];
  return new InputError(
    `Cannot score with ${check.className}: column ${
      name === undefined ? column : `"${name}"`
    } must be strictly positive for the Box-Cox transformation, row ${
      Math.floor(at / (check.count ?? 1))
    } is not`,
  );
}

function boxCox(value: number, lambda: number): number {
  const log = Math.log(value);
  return lambda === 0 ? log : Math.expm1(lambda * log) / lambda;
}

function yeoJohnson(value: number, lambda: number): number {
  if (value < 0) return -shiftedBoxCox(-value, 2 - lambda);
  return shiftedBoxCox(value, lambda);
}

/** Box-Cox of `1 + value`, exact for small values. */
function shiftedBoxCox(value: number, lambda: number): number {
  const log = Math.log1p(value);
  if (Math.abs(lambda) < Number.EPSILON) return log;
  return Math.expm1(lambda * log) / lambda;
}
