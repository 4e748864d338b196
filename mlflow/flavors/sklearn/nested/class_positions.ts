import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { Estimator } from "../estimator.ts";
import { lacking } from "./predict_of.ts";

/**
 * Refuses a classifier whose labels are not as many as what is computed for them.
 *
 * @throws {ModelError} If they are not.
 */
export function requireClasses(
  object: PythonObject,
  classes: Tensor,
  count: number,
): void {
  if (classes.data.length === count) return;
  throw new ModelError(
    `Cannot read ${object.className}: it has ${classes.data.length} classes, expected ${count}`,
  );
}

/**
 * The labels of a classifier with one output.
 *
 * @throws {ModelError} If it has none, or several outputs.
 */
export function classesOf(estimator: Estimator): Tensor {
  const { classes } = estimator;
  if (!(classes instanceof Tensor)) {
    throw lacking(estimator, "classes of one output");
  }
  return classes;
}

/**
 * The classes of an estimator that was taught positions instead of labels, as
 * ensembles do.
 *
 * @param estimator The estimator inside.
 * @param count The number of classes of the ensemble.
 * @returns The position of each of its classes.
 * @throws {ModelError} If one is not a position.
 */
export function classPositions(
  estimator: Estimator,
  count: number,
): Int32Array {
  const { data } = classesOf(estimator);
  const positions = Int32Array.from(data, Number);
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    if (
      Number(data[i]) === position && position >= 0 && position < count
    ) continue;
    throw new ModelError(
      `Cannot use ${estimator.className} inside another estimator: its classes are not positions from 0 to ${
        count - 1
      }`,
    );
  }
  return positions;
}
