import { Tensor } from "../../../frame/mod.ts";
import { takeLabels } from "../../python/read_classes.ts";
import type { XgboostModel } from "./xgboost_model.ts";

/**
 * What the scikit-learn classifiers of XGBoost make of a booster's predictions:
 * the class of the greatest probability, or those above a half.
 *
 * @param values The booster's predictions, row-major.
 * @param options The number of rows, and the model.
 * @returns Classes as int64; as int32 for `multi:softmax`; as 0 and 1 in float64 for several labels a row; what an old label encoder says instead of numbers.
 */
export function classLabels(
  values: Float32Array,
  options: { readonly rows: number; readonly model: XgboostModel },
): Tensor {
  const numbers = classNumbers(values, options);
  const { labels } = options.model.classAttributes;
  return labels === undefined || numbers.shape.length > 1
    ? numbers
    : takeLabels(labels, Int32Array.from(numbers.data, Number));
}

function classNumbers(
  values: Float32Array,
  { rows, model }: { readonly rows: number; readonly model: XgboostModel },
): Tensor {
  if (model.objective.isArgmax === true) {
    return new Tensor("int32", [rows], Int32Array.from(values));
  }
  if (model.outputs === 1) {
    const labels = BigInt64Array.from(values, (value) => value > 0.5 ? 1n : 0n);
    return new Tensor("int64", [rows], labels);
  }
  if (model.classes > 2) {
    const labels = BigInt64Array.from(greatest(values, model.outputs), BigInt);
    return new Tensor("int64", [rows], labels);
  }
  const labels = Float64Array.from(values, (value) => value > 0.5 ? 1 : 0);
  return new Tensor("float64", [rows, model.outputs], labels);
}

/**
 * The position of each row's greatest value, the first of equal ones.
 *
 * @param values The values, row-major.
 * @param width The number of values of a row.
 */
export function greatest(values: Float32Array, width: number): Int32Array {
  const result = new Int32Array(values.length / width);
  for (let row = 0; row < result.length; row++) {
    const at = row * width;
    let best = 0;
    for (let i = 1; i < width; i++) {
      if (values[at + i]! > values[at + best]!) best = i;
    }
    result[row] = best;
  }
  return result;
}
