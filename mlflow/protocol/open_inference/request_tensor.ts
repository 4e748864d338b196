import { isDict } from "../json/is_dict.ts";
import { WholeFloat } from "../json/python_float.ts";
import { LongList } from "../json/long_list.ts";
import { INT64_MAX, INT64_MIN } from "../../../ground/int64.ts";
import { Tensor, type TensorData } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import { readBinary } from "./binary.ts";
import { DATATYPES, elementOf, type InferElement } from "./element.ts";

/** A tensor of a request, with its name. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** The bytes after the JSON of a request, taken from the front, input by input. */
export interface BinaryTail {
  /** Takes so many bytes; `undefined` if there are not so many left. */
  take(count: number): Uint8Array | undefined;
}

const MAX_ELEMENTS = 2 ** 28;
const MAX_RANK = 32;

/**
 * Reads one input of a request.
 *
 * @param value The input: `name`, `shape`, `datatype`, and `data` or `parameters.binary_data_size`.
 * @param tail The bytes after the JSON.
 * @returns The tensor.
 * @throws {InputError} If it is not such an input, by its name.
 */
export function readRequestTensor(
  value: unknown,
  tail: BinaryTail,
): NamedTensor {
  if (!isDict(value) || typeof value.name !== "string") {
    throw new InputError(
      `Cannot read "inputs": expected objects with "name", "shape", "datatype" and "data"`,
    );
  }
  const { name } = value;
  const element = elementOf(value.datatype);
  if (element === undefined) {
    throw new InputError(
      `Cannot read input "${name}": its datatype is not one of ${DATATYPES}`,
    );
  }
  const shape = readShape(value.shape, name);
  const length = shape.reduce((size, side) => size * side, 1);
  if (length > MAX_ELEMENTS) {
    throw new InputError(
      `Cannot read input "${name}": it has more than ${MAX_ELEMENTS} elements`,
    );
  }
  const size = isDict(value.parameters)
    ? value.parameters.binary_data_size
    : undefined;
  const data = size === undefined
    ? readJsonData(value.data, element, { name, length })
    : readBinary(takeBytes(size, name, tail), element, { name, length });
  return { name, tensor: new Tensor(element.dtype, shape, data) };
}

function readShape(value: unknown, name: string): number[] {
  const isShape = Array.isArray(value) && value.length <= MAX_RANK &&
    value.every((side) => Number.isSafeInteger(side) && side >= 0);
  if (isShape) return value;
  throw new InputError(
    `Cannot read input "${name}": "shape" must be a list of sizes, whole numbers from 0`,
  );
}

function takeBytes(
  size: unknown,
  name: string,
  tail: BinaryTail,
): Uint8Array {
  const bytes = typeof size === "number" && Number.isSafeInteger(size) &&
      size >= 0
    ? tail.take(size)
    : undefined;
  if (bytes !== undefined) return bytes;
  throw new InputError(
    `Cannot read input "${name}": "binary_data_size" must be the number of its bytes, and these must follow the JSON`,
  );
}

function readJsonData(
  value: unknown,
  element: InferElement,
  options: { readonly name: string; readonly length: number },
): TensorData {
  const { name, length } = options;
  const doubles = doublesOf(value, element);
  if (doubles?.length === length) return doubles;
  const cells = cellsOf(value, length);
  if (cells?.length !== length) {
    throw new InputError(
      `Cannot read input "${name}": "data" must be a list of ${length} elements, as its shape says`,
    );
  }
  if (element.allocate === undefined) {
    return cells.map((cell, i) => {
      if (typeof cell === "string") return cell;
      throw wrongElement(name, element, i);
    });
  }
  const values = element.allocate(length);
  const isBig = values instanceof BigInt64Array ||
    values instanceof BigUint64Array;
  for (let i = 0; i < length; i++) {
    const given = cells[i];
    // Beside a NaN, numbers are read exactly, which this protocol does not ask for.
    const cell = given instanceof WholeFloat ? given.value : given;
    if (!fits(cell, element)) throw wrongElement(name, element, i);
    values[i] = isBig ? BigInt(cell!) : cell === null ? NaN : Number(cell);
  }
  return values;
}

/** The elements of a long list, where they are the tensor's already. */
function doublesOf(
  value: unknown,
  { datatype }: InferElement,
): Float64Array | Float32Array | undefined {
  if (!(value instanceof LongList) || value.keys !== undefined) {
    return undefined;
  }
  switch (datatype) {
    case "FP64":
      return value.doubles();
    case "FP32": {
      const doubles = value.doubles();
      return doubles && Float32Array.from(doubles);
    }
    default:
      return undefined;
  }
}

/** The elements of nested lists, at most one too many; `undefined` if the value is no list. */
function cellsOf(value: unknown, length: number): unknown[] | undefined {
  if (value instanceof LongList) {
    return value.keys === undefined ? value.cells() : value.toArray();
  }
  if (!Array.isArray(value)) return undefined;
  const cells: unknown[] = [];
  flatten(value, { cells, depth: 0, length });
  return cells;
}

/** Appends the elements of nested lists; one more than `length` is enough to know that there are too many. */
function flatten(
  value: unknown,
  into: { cells: unknown[]; depth: number; readonly length: number },
): void {
  if (!Array.isArray(value)) {
    into.cells.push(value);
    return;
  }
  if (into.depth === MAX_RANK) return;
  into.depth++;
  for (let i = 0; i < value.length; i++) {
    if (into.cells.length > into.length) break;
    flatten(value[i], into);
  }
  into.depth--;
}

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  UINT8: [0n, 255n],
  UINT16: [0n, 65535n],
  UINT32: [0n, (1n << 32n) - 1n],
  UINT64: [0n, (1n << 64n) - 1n],
  INT8: [-128n, 127n],
  INT16: [-32768n, 32767n],
  INT32: [-(1n << 31n), (1n << 31n) - 1n],
  INT64: [INT64_MIN, INT64_MAX],
};

function fits(
  cell: unknown,
  element: InferElement,
): cell is number | bigint | boolean | null {
  if (element.datatype === "BOOL") {
    return typeof cell === "boolean" || cell === 0 || cell === 1;
  }
  const range = RANGES[element.datatype];
  if (range === undefined) {
    // JSON has no other word for a float that is not a number.
    return cell === null || typeof cell === "number" ||
      typeof cell === "bigint";
  }
  if (typeof cell === "bigint") return cell >= range[0] && cell <= range[1];
  return Number.isInteger(cell) && cell as number >= Number(range[0]) &&
    cell as number <= Number(range[1]);
}

function wrongElement(
  name: string,
  element: InferElement,
  at: number,
): InputError {
  return new InputError(
    `Cannot read input "${name}": element ${at} is not of type ${element.datatype}`,
  );
}
