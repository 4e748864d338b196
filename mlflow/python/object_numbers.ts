import { Tensor } from "../../frame/mod.ts";
import { InputError } from "../errors.ts";
import { parsePythonFloat } from "../protocol/json/python_float.ts";

/**
 * An array of Python's objects as the doubles that numpy makes of it: None is
 * NaN, and texts are read as `float()` reads them. Other arrays stay.
 *
 * @param tensor The array.
 * @returns An array of the same shape.
 * @throws {InputError} If an element is not a number, by its place.
 */
export function objectNumbers(tensor: Tensor): Tensor {
  if (tensor.dtype !== "object") return tensor;
  const data = Float64Array.from(tensor.data as readonly unknown[], numberOf);
  return new Tensor("float64", tensor.shape, data);
}

function numberOf(element: unknown, at: number): number {
  switch (typeof element) {
    case "number":
    case "boolean":
    case "bigint":
      return Number(element);
    case "undefined":
      return NaN;
    case "string": {
      const value = parsePythonFloat(element);
      if (value !== undefined) return value;
    }
  }
  if (element === null) return NaN;
  throw new InputError(
    `Cannot read the input as numbers: element ${at} is ${
      typeof element === "string"
        ? "a text that is not a number"
        : "a list or an object"
    }`,
  );
}
