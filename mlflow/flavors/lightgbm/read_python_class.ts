import type { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import { PythonObject, type PythonValue } from "../../python/python_object.ts";
import { readClasses } from "../../python/read_classes.ts";

/** What a pickled model of LightGBM holds that predictions need. */
export interface PythonModel {
  /** The class, as `LGBMClassifier`. */
  readonly className: string;
  /** The model's text. */
  readonly text: string;
  /** The number of rounds to predict with, all if absent or not positive. */
  readonly bestIteration?: number;
  /** The classes of a classifier, in the order of their numbers. */
  readonly classes?: Tensor;
}

const CLASSES: ReadonlySet<string> = new Set([
  "LGBMModel",
  "LGBMRegressor",
  "LGBMRanker",
  "LGBMClassifier",
]);

/**
 * Takes the model out of a scikit-learn class of LightGBM, or of a `Booster`.
 *
 * @param value What the pickle or skops file says.
 * @throws {ModelError} If it is another class, or one that was never fitted.
 */
export function readPythonClass(value: PythonValue): PythonModel {
  if (!(value instanceof PythonObject)) {
    throw new ModelError(
      "Cannot read the LightGBM model: the file holds no object",
    );
  }
  const { className } = value;
  if (className === "Booster") return { className, ...readBooster(value) };
  if (!CLASSES.has(className)) {
    throw new ModelError(
      `Cannot serve the LightGBM class "${value.module}.${className}": the classes are Booster, ${
        [...CLASSES].join(", ")
      }`,
    );
  }
  const booster = readBooster(value.object("_Booster"));
  // The number that early stopping kept is written on both, on the class last.
  const best = value.number("_best_iteration", 0);
  return {
    className,
    ...booster,
    ...(best > 0 ? { bestIteration: best } : {}),
    ...(className === "LGBMClassifier"
      ? { classes: readClasses(value.object("_le")) }
      : {}),
  };
}

function readBooster(booster: PythonObject): {
  text: string;
  bestIteration: number;
} {
  // LightGBM before 4 wrote the text as `handle`, later ones as `_handle`.
  const text = booster.get("_handle") ?? booster.get("handle");
  if (typeof text !== "string") {
    throw new ModelError(
      "Cannot read the LightGBM model: its Booster holds no text, it was never fitted",
    );
  }
  return { text, bestIteration: booster.number("best_iteration", 0) };
}
