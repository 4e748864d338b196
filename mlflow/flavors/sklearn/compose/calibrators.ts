import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { interpolate } from "../math/interpolate.ts";
import { expit } from "../math/expit.ts";

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
  const x = object.numbers("X_thresholds_");
  const y = object.numbers("y_thresholds_");
  if (x.length !== y.length || x.length === 0) {
    throw new ModelError(
      `Cannot read IsotonicRegression: ${x.length} thresholds with ${y.length} values`,
    );
  }
  const knots = { x, y };
  return (score) => interpolate(knots, score);
}
