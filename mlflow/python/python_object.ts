import { Tensor } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";
import { StructuredArray } from "./structured_array.ts";

/**
 * What a model file of Python says, as inert data: arrays are tensors, arrays
 * of records {@linkcode StructuredArray}, sparse matrices
 * {@linkcode SparseMatrix}, a tuple is a list, a set is a list, an `int` is a
 * number where it is safe and else a bigint. A numpy scalar is the plain value;
 * a numpy dtype is a `numpy.dtype` object with the attributes `name` (`float64`),
 * `kind` (`f`) and `itemsize`; `slice`, `range` and `functools.partial` are objects
 * with their arguments. `OrderedDict`, `defaultdict` and scikit-learn's `Bunch`
 * are dicts.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array<ArrayBuffer>
  | Tensor
  | StructuredArray
  | SparseMatrix
  | PythonDict
  | PythonObject
  | PythonName
  | readonly PythonValue[];

/** A mapping; its keys are plain values, or lists for tuples. */
export type PythonDict = ReadonlyMap<PythonValue, PythonValue>;

/** A class or a function that is named and not called: `numpy.log1p`. */
export class PythonName {
  /** The module, as `numpy`. */
  readonly module: string;
  /** The name in it, as `log1p`. */
  readonly name: string;

  /** Makes the name of something in a module. */
  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A compressed sparse row matrix. */
export interface SparseMatrix {
  readonly kind: "sparse";
  readonly rows: number;
  readonly columns: number;
  /** `rows + 1` positions into `indices` and `data`. */
  readonly indptr: Int32Array;
  /** The column of each entry. */
  readonly indices: Int32Array;
  /** The value of each entry. */
  readonly data: Float64Array;
}

/**
 * An instance of a Python class: the class by name, the arguments it was made
 * with, and its attributes. Nothing of the class itself is here.
 */
export class PythonObject {
  /** The module of the class, as `sklearn.linear_model._base`. */
  readonly module: string;
  /** The name of the class, as `LinearRegression`. */
  readonly className: string;
  /** The positional arguments it was made with, empty for most. */
  readonly args: readonly PythonValue[];
  /** The attributes by name. */
  readonly attributes: ReadonlyMap<string, PythonValue>;

  /** Makes an instance of a class. */
  constructor(
    module: string,
    className: string,
    args: readonly PythonValue[],
    attributes: ReadonlyMap<string, PythonValue>,
  ) {
    this.module = module;
    this.className = className;
    this.args = args;
    this.attributes = attributes;
  }

  /** Whether there is such an attribute, and it is not `None`. */
  has(name: string): boolean {
    return (this.attributes.get(name) ?? null) !== null;
  }

  /** The attribute, `null` for `None` and for one that is not there. */
  get(name: string): PythonValue {
    return this.attributes.get(name) ?? null;
  }

  /**
   * A number (booleans, safe big integers and one-element tensors count).
   *
   * @throws {ModelError} If it is something else.
   */
  number(name: string, absent?: number): number {
    const value = this.get(name);
    if (value === null && absent !== undefined) return absent;
    const number = numberOf(value);
    if (number === undefined) throw this.#unexpected(name, "a number");
    return number;
  }

  /**
   * A truth value.
   *
   * @throws {ModelError} If it is something else.
   */
  boolean(name: string, absent?: boolean): boolean {
    const value = this.get(name);
    if (value === null && absent !== undefined) return absent;
    if (typeof value === "boolean") return value;
    const number = numberOf(value);
    if (number !== undefined) return number !== 0;
    throw this.#unexpected(name, "a boolean");
  }

  /**
   * A text.
   *
   * @throws {ModelError} If it is something else.
   */
  string(name: string, absent?: string): string {
    const value = this.get(name);
    if (value === null && absent !== undefined) return absent;
    if (typeof value === "string") return value;
    throw this.#unexpected(name, "a string");
  }

  /**
   * An array, of any dtype and rank.
   *
   * @throws {ModelError} If it is something else.
   */
  tensor(name: string): Tensor {
    const value = this.get(name);
    if (value instanceof Tensor) return value;
    throw this.#unexpected(name, "an array");
  }

  /**
   * An array of records, as the nodes of a tree.
   *
   * @throws {ModelError} If it is something else.
   */
  structured(name: string): StructuredArray {
    const value = this.get(name);
    if (value instanceof StructuredArray) return value;
    throw this.#unexpected(name, "an array of records");
  }

  /**
   * The elements of an array or list of numbers, as doubles in row-major order.
   *
   * @throws {ModelError} If it is something else.
   */
  numbers(name: string): Float64Array {
    const value = this.get(name);
    if (value instanceof Tensor) {
      if (value.data instanceof Float64Array) return value.data;
      return Float64Array.from(value.data as ArrayLike<number>, Number);
    }
    if (Array.isArray(value)) {
      const numbers = value.map(numberOf);
      if (numbers.every((number) => number !== undefined)) {
        return Float64Array.from(numbers as number[]);
      }
    }
    throw this.#unexpected(name, "an array of numbers");
  }

  /**
   * The items of a list, a tuple, or a one-dimensional object array.
   *
   * @throws {ModelError} If it is something else.
   */
  list(name: string): readonly PythonValue[] {
    const value = this.get(name);
    if (Array.isArray(value)) return value;
    if (value instanceof Tensor) {
      return Array.from(value.data as ArrayLike<PythonValue>);
    }
    throw this.#unexpected(name, "a list");
  }

  /**
   * Another object.
   *
   * @throws {ModelError} If it is something else.
   */
  object(name: string): PythonObject {
    const value = this.get(name);
    if (value instanceof PythonObject) return value;
    throw this.#unexpected(name, "an object");
  }

  #unexpected(name: string, wanted: string): ModelError {
    const seen = this.attributes.has(name)
      ? kindOf(this.get(name))
      : "no such attribute";
    return new ModelError(
      `Cannot read ${this.className}.${name}: expected ${wanted}, found ${seen}`,
    );
  }
}

function numberOf(value: PythonValue): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  if (value instanceof Tensor && value.data.length === 1) {
    return numberOf(value.data[0] as PythonValue);
  }
  return undefined;
}

function kindOf(value: PythonValue): string {
  if (value === null) return "None";
  if (value instanceof Tensor) return `an array of ${value.dtype}`;
  if (value instanceof StructuredArray) return "an array of records";
  if (value instanceof PythonObject) {
    return `a ${value.module}.${value.className}`;
  }
  if (value instanceof PythonName) return `${value.module}.${value.name}`;
  if (value instanceof Map) return "a dict";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "bytes or a sparse matrix" : typeof value;
}
