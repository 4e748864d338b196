import type { PythonObject } from "../../python/python_object.ts";

/**
 * Whether an estimator was fitted by a release of scikit-learn before another.
 *
 * @param object The estimator, which notes the release as `_sklearn_version`.
 * @param release Major and minor number, as `[1, 6]`.
 * @returns False where it is not noted.
 */
export function isFittedBefore(
  object: PythonObject,
  release: readonly [number, number],
): boolean {
  const parts = object.string("_sklearn_version", "").split(".").map(Number);
  const [major, minor] = parts;
  if (major === undefined || minor === undefined || Number.isNaN(minor)) {
    return false;
  }
  return major < release[0] || (major === release[0] && minor < release[1]);
}
