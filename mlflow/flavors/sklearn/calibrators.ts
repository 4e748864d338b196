import { ModelError } from "../../errors.ts";
import type { PythonObject } from "../../python/python_object.ts";
import { expit } from "./links.ts";

/** Makes a probability of a score. */
export type Calibrate = (score: number) => number;

/**
 * Reads what calibrates the scores of one class.
 *
 * @param object A sigmoid (`_SigmoidCalibration`) or an `IsotonicRegression`.
 * @throws {ModelError} If it is something else, or its parts do not agree.
 */
export function readCalibrator(object: PythonObject): Calibrate {
  if (object.className === "_SigmoidCalibration") {
    const a = object.number("a_");
    const b = object.number("b_");
    return (score) => expit(-(a * score + b));
  }
  if (object.className !== "IsotonicRegression") {
    throw new ModelError(
      `Cannot calibrate with a ${object.className}: expected a sigmoid or an IsotonicRegression`,
    );
  }
  const xs = object.numbers("X_thresholds_");
  const ys = object.numbers("y_thresholds_");
  if (xs.length !== ys.length || xs.length === 0) {
    throw new ModelError(
      `Cannot read IsotonicRegression: ${xs.length} thresholds with ${ys.length} values`,
    );
  }
  return (score) => interpolate(xs, ys, score);
}

/** Linear between the thresholds, constant beyond them. */
function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  const last = xs.length - 1;
  if (Number.isNaN(x)) return x;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const slope = (ys[high]! - ys[low]!) / (xs[high]! - xs[low]!);
  return slope * (x - xs[low]!) + ys[low]!;
}
