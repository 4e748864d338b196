import { Tensor, tensorMatrix64 } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import { PythonObject } from "../../python/python_object.ts";
import type { DenseMatrix, Estimator, Table } from "./estimator.ts";
import { joinColumns } from "./join_columns.ts";
import { toDense } from "./dense.ts";
import { indent } from "./structure.ts";

/**
 * The objects in a list, or in an object array of any rank.
 *
 * @throws {ModelError} If one of them is no object.
 */
export function nestedObjects(
  object: PythonObject,
  name: string,
): PythonObject[] {
  const objects: PythonObject[] = [];
  for (const item of object.list(name)) {
    if (!(item instanceof PythonObject)) {
      throw new ModelError(
        `Cannot read ${object.className}.${name}: item ${objects.length} is no estimator`,
      );
    }
    objects.push(item);
  }
  return objects;
}

/**
 * An attribute under its new name, or else its old one.
 *
 * @throws {ModelError} If there is neither.
 */
export function renamed(
  object: PythonObject,
  name: string,
  oldName: string,
): PythonObject {
  return object.object(object.has(name) ? name : oldName);
}

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

/** The lines of some estimators inside another one, for `inspect`. */
export function structureOf(
  head: string,
  nested: readonly Estimator[],
): string[] {
  return [head, ...nested.flatMap(({ structure }) => indent(structure))];
}

/**
 * The predictor of an estimator.
 *
 * @throws {ModelError} If it has no `predict`.
 */
export function predictOf(estimator: Estimator): (input: Table) => Tensor {
  const { predict } = estimator;
  if (predict === undefined) throw lacking(estimator, "predict");
  return (input) => predict.call(estimator, input);
}

/**
 * What an estimator predicts, as numbers.
 *
 * @throws {ModelError} If it has no `predict`, or its labels are no numbers.
 */
export function numbersOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { classes } = estimator;
  if (classes instanceof Tensor && !ArrayBuffer.isView(classes.data)) {
    throw lacking(estimator, "numbers for labels");
  }
  const predict = predictOf(estimator);
  return (input) => tensorMatrix64(predict(input));
}

/**
 * The probabilities of a classifier with one output.
 *
 * @throws {ModelError} If it has no `predict_proba`.
 */
export function probabilitiesOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { predictProba } = estimator;
  if (predictProba === undefined) throw lacking(estimator, "predict_proba");
  return (input) => {
    const tensor = predictProba.call(estimator, input);
    if (!(tensor instanceof Tensor)) throw lacking(estimator, "one output");
    return tensorMatrix64(tensor);
  };
}

/**
 * The decision function of an estimator, one column where there are two classes.
 *
 * @throws {ModelError} If it has none.
 */
export function decisionsOf(
  estimator: Estimator,
): (input: Table) => DenseMatrix {
  const { decisionFunction } = estimator;
  if (decisionFunction === undefined) {
    throw lacking(estimator, "decision_function");
  }
  return (input) => tensorMatrix64(decisionFunction.call(estimator, input));
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
 * @throws {ModelError} If one is no position.
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

/**
 * What several estimators answer, side by side.
 *
 * @param matrices At least one, all of as many rows.
 */
export function joinAnswers(matrices: readonly DenseMatrix[]): DenseMatrix {
  return toDense(joinColumns(matrices, matrices[0]?.rows ?? 0));
}

function lacking(estimator: Estimator, what: string): ModelError {
  return new ModelError(
    `Cannot use ${estimator.className} inside another estimator: it has no ${what}`,
  );
}
