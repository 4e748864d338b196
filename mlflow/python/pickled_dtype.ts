import { ModelError } from "../errors.ts";
import {
  type NumpyDType,
  type NumpyField,
  parseDType,
  recordDType,
} from "./numpy_dtype.ts";
import { PythonObject, type PythonValue } from "./python_object.ts";

/**
 * A numpy dtype within a pickle: an object for anybody who meets it in the model,
 * and an element type for the arrays that name it.
 */
export class PickledDType extends PythonObject {
  readonly #attributes: Map<string, PythonValue>;
  #dtype: NumpyDType;

  /**
   * Makes a dtype of the arguments that `numpy.dtype` is called with.
   *
   * @throws {ModelError} If arrays of it cannot be read.
   */
  constructor(args: readonly PythonValue[]) {
    const text = args[0];
    if (typeof text !== "string") {
      throw new ModelError("Cannot read a numpy dtype: it has no name");
    }
    const attributes = new Map<string, PythonValue>();
    super("numpy", "dtype", [text], attributes);
    this.#attributes = attributes;
    // The unit of a time follows in the state.
    this.#dtype = parseDType(text === "M8" ? "M8[ns]" : text);
    this.#describe();
  }

  /** The element type that it stands for. */
  get dtype(): NumpyDType {
    return this.#dtype;
  }

  /**
   * Takes the state that numpy pickles: version, byte order, base, names,
   * fields, size, alignment, flags, unit.
   *
   * @throws {ModelError} If it is something else, or arrays of it cannot be read.
   */
  setState(state: PythonValue): void {
    if (!Array.isArray(state) || state.length < 8) {
      throw new ModelError(
        "Cannot read a numpy dtype: its state is not a tuple",
      );
    }
    const [, order, base, names, fields, itemsize]: PythonValue[] = state;
    const unit: PythonValue = state[8] ?? null;
    if (base !== null) {
      throw new ModelError(
        "Cannot read a numpy dtype of arrays within records",
      );
    }
    if (this.#dtype.kind === "M" && !isNanoseconds(unit)) {
      throw new ModelError(
        "Cannot read an array of numpy datetimes: only datetime64[ns] is read",
      );
    }
    if (names !== null) {
      this.#dtype = recordDType(
        fieldsOf(names, fields),
        typeof itemsize === "number" ? itemsize : -1,
      );
    } else {
      this.#dtype = { ...this.#dtype, bigEndian: order === ">" };
    }
    this.#describe();
  }

  #describe(): void {
    this.#attributes.set("name", this.#dtype.name);
    this.#attributes.set("kind", this.#dtype.kind);
    this.#attributes.set("itemsize", this.#dtype.itemBytes);
  }
}

function fieldsOf(
  names: PythonValue | undefined,
  fields: PythonValue | undefined,
): Map<string, NumpyField> {
  const result = new Map<string, NumpyField>();
  if (!Array.isArray(names) || !(fields instanceof Map)) {
    throw new ModelError(
      "Cannot read a numpy dtype: its fields are not a dict",
    );
  }
  for (const name of names) {
    const field: unknown = fields.get(name);
    const [dtype, offset]: unknown[] = Array.isArray(field) ? field : [];
    if (
      typeof name !== "string" || !(dtype instanceof PickledDType) ||
      typeof offset !== "number"
    ) {
      throw new ModelError(
        "Cannot read a numpy dtype: a field has no type and offset",
      );
    }
    result.set(name, { dtype: dtype.dtype, offset });
  }
  return result;
}

function isNanoseconds(metadata: PythonValue): boolean {
  const unit: unknown = Array.isArray(metadata) ? metadata[1] : undefined;
  if (!Array.isArray(unit) || unit[1] !== 1) return false;
  const name: unknown = unit[0];
  return name === "ns" ||
    name instanceof Uint8Array && String.fromCharCode(...name) === "ns";
}
