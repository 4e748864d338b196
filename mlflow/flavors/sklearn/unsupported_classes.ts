import { Tensor } from "../../../frame/mod.ts";
import { PythonObject, type PythonValue } from "../../python/python_object.ts";

/** Estimators that stand within others, which read them themselves. */
const PARTS: ReadonlySet<string> = new Set([
  "_BinMapper",
  "_ConstantPredictor",
  "_SigmoidCalibration",
  "_TemperatureScaling",
  "DummyClassifier",
  "DummyRegressor",
  "IsotonicRegression",
  "LabelBinarizer",
  "LabelEncoder",
  "MissingIndicator",
]);

/**
 * The classes of all estimators in a model that are not served.
 *
 * @param value What the model's file says.
 * @param isServed Whether there is a builder for a class name.
 * @returns Module and name of each class, once, in the order they are met.
 */
export function unsupportedClasses(
  value: PythonValue,
  isServed: (className: string) => boolean,
): string[] {
  const found = new Set<string>();
  for (const object of objectsIn(value)) {
    const { className, module } = object;
    if (!isEstimator(object) || isServed(className) || PARTS.has(className)) {
      continue;
    }
    found.add(`${module}.${className}`);
  }
  return [...found];
}

/** Every estimator of scikit-learn's notes the version that pickled it. */
function isEstimator(object: PythonObject): boolean {
  return object.has("_sklearn_version") ||
    object.module.startsWith("xgboost.sklearn") ||
    object.module.startsWith("lightgbm.sklearn");
}

/** Every object in a value, the value itself included, each once. */
function* objectsIn(value: PythonValue): Generator<PythonObject> {
  const seen = new Set<PythonValue>();
  const pending: PythonValue[] = [value];
  while (pending.length > 0) {
    const next = pending.pop() ?? null;
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (next instanceof PythonObject) yield next;
    for (const inner of contentsOf(next)) pending.push(inner);
  }
}

function contentsOf(value: PythonValue): PythonValue[] {
  if (value instanceof PythonObject) {
    return [...value.args, ...value.attributes.values()].reverse();
  }
  if (value instanceof Map) return [...value.values()].reverse();
  if (Array.isArray(value)) return [...value].reverse();
  if (value instanceof Tensor && value.dtype === "object") {
    return Array.from(value.data as ArrayLike<PythonValue>).reverse();
  }
  return [];
}
