import type { PythonObject } from "../../python/python_object.ts";

/**
 * A switch that not every release of scikit-learn has.
 *
 * @param object The estimator.
 * @param name The parameter's name.
 * @returns False where there is no such parameter.
 */
export function isOn(object: PythonObject, name: string): boolean {
  return object.has(name) && object.boolean(name);
}
