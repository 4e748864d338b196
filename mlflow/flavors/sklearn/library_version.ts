import type { PythonObject } from "../../python/python_object.ts";

/**
 * Whether an estimator was fitted with a scikit-learn of this version or a later one.
 *
 * @param object The estimator; without `_sklearn_version` it is old.
 * @param major The first number of the version.
 * @param minor The second.
 */
export function isAtLeast(
  object: PythonObject,
  major: number,
  minor: number,
): boolean {
  const [first = 0, second = 0] = object.string("_sklearn_version", "0")
    .split(".").map((part) => parseInt(part, 10));
  return first > major || (first === major && second >= minor);
}
