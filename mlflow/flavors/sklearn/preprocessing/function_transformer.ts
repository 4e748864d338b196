import { ModelError } from "../../../errors.ts";
import {
  PythonName,
  PythonObject,
  type PythonValue,
} from "../../../python/python_object.ts";
import { toDense } from "../table/dense.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { expit } from "../math/expit.ts";
import { isSparse, mapSparse } from "../table/sparse.ts";

/** The transformer that applies one of numpy's functions, or none. */
export const functionTransformers: EstimatorTable = {
  FunctionTransformer: functionTransformer,
};

/** The functions of one number, by the names that Python knows them by. */
const FUNCTIONS: ReadonlyMap<string, (value: number) => number> = new Map([
  ["numpy.abs", Math.abs],
  ["numpy.absolute", Math.abs],
  ["numpy.arccos", Math.acos],
  ["numpy.arcsin", Math.asin],
  ["numpy.arcsinh", Math.asinh],
  ["numpy.arctan", Math.atan],
  ["numpy.cbrt", Math.cbrt],
  ["numpy.ceil", Math.ceil],
  ["numpy.cos", Math.cos],
  ["numpy.cosh", Math.cosh],
  ["numpy.deg2rad", (value) => value * (Math.PI / 180)],
  ["numpy.exp", Math.exp],
  ["numpy.exp2", (value) => 2 ** value],
  ["numpy.expm1", Math.expm1],
  ["numpy.fabs", Math.abs],
  ["numpy.floor", Math.floor],
  ["numpy.log", Math.log],
  ["numpy.log10", Math.log10],
  ["numpy.log1p", Math.log1p],
  ["numpy.log2", Math.log2],
  ["numpy.negative", (value) => -value],
  ["numpy.rad2deg", (value) => value * (180 / Math.PI)],
  ["numpy.reciprocal", (value) => 1 / value],
  ["numpy.sign", Math.sign],
  ["numpy.sin", Math.sin],
  ["numpy.sinh", Math.sinh],
  ["numpy.sqrt", Math.sqrt],
  ["numpy.square", (value) => value * value],
  ["numpy.tan", Math.tan],
  ["numpy.tanh", Math.tanh],
  ["numpy.trunc", Math.trunc],
  ["scipy.special.expit", expit],
  ["scipy.special._ufuncs.expit", expit],
]);

function functionTransformer(object: PythonObject): Estimator {
  const { className } = object;
  const change = readFunction(object, "func");
  const check = new FeatureCheck(object);
  const isValidated = object.has("validate") && object.boolean("validate");
  const structure = [className];

  function transform(input: Table): Table {
    const table = isValidated ? check.denseOrSparse(input) : input;
    if (change === undefined) return table;
    if (isSparse(table) && change(0) === 0) return mapSparse(table, change);
    const matrix = toDense(table);
    return { ...matrix, data: matrix.data.map(change) };
  }

  return { className, structure, transform };
}

/**
 * The function of numbers that a FunctionTransformer names.
 *
 * @param object The transformer.
 * @param attribute `func` or `inverse_func`.
 * @returns The function; `undefined` for `None`, which changes nothing.
 * @throws {ModelError} If it is not one of those known here, or is given arguments.
 */
export function readFunction(
  object: PythonObject,
  attribute: "func" | "inverse_func",
): ((value: number) => number) | undefined {
  const value = object.get(attribute);
  if (value === null) return undefined;
  const name = nameOf(value);
  const known = name === undefined ? undefined : FUNCTIONS.get(name);
  if (known === undefined) {
    throw new ModelError(
      `Cannot serve ${object.className}: ${attribute} is ${
        name ?? "no named function"
      }, which is not one of numpy's functions of one number`,
    );
  }
  const args = object.get(attribute === "func" ? "kw_args" : "inv_kw_args");
  if (args instanceof Map && args.size > 0) {
    throw new ModelError(
      `Cannot serve ${object.className}: ${name} is given arguments, which is not supported`,
    );
  }
  return known;
}

function nameOf(value: PythonValue): string | undefined {
  if (value instanceof PythonName) return `${value.module}.${value.name}`;
  if (value instanceof PythonObject) {
    return `${value.module}.${value.className}`;
  }
  return undefined;
}
