import type { Tensor } from "../../../../frame/mod.ts";
import type { PythonObject } from "../../../python/python_object.ts";

/** Whether a fitted LabelBinarizer was given several labels a row. */
export function isMultilabel(binarizer: PythonObject): boolean {
  return binarizer.string("y_type_", "").startsWith("multilabel");
}

/**
 * The positions of labels by value: integers of any width, whole floats and
 * booleans that are equal in Python are equal here.
 *
 * @param classes The labels by index.
 * @returns The index of each label, by its {@linkcode labelKey}.
 */
export function labelIndices(classes: Tensor): ReadonlyMap<unknown, number> {
  const indices = new Map<unknown, number>();
  for (let i = 0; i < classes.data.length; i++) {
    indices.set(labelKey(classes.data[i]), i);
  }
  return indices;
}

/** A label as a key: numbers for all kinds of numbers, else the value itself. */
export function labelKey(label: unknown): unknown {
  if (typeof label === "bigint") {
    const number = Number(label);
    return Number.isSafeInteger(number) ? number : label;
  }
  if (typeof label === "boolean") return Number(label);
  return label;
}
