import { ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";

/**
 * The objects in a list, or in an object array of any rank.
 *
 * @throws {ModelError} If one of them is not an object.
 */
export function nestedObjects(
  object: PythonObject,
  name: string,
): PythonObject[] {
  const objects: PythonObject[] = [];
  for (const item of object.list(name)) {
    if (!(item instanceof PythonObject)) {
      throw new ModelError(
        `Cannot read ${object.className}.${name}: item ${objects.length} is not an estimator`,
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
