import { ModelError } from "../errors.ts";
import { type Bytes, WireReader } from "./wire_reader.ts";

/** Where the elements of a weight are, if not in the graph's file. */
export interface ExternalData {
  /** The name of the weight. */
  readonly name: string;
  /** The file, relative to the graph's. */
  readonly location: string;
  /** Where in the file the elements begin. */
  readonly offset: number;
  /** How many bytes they are; the rest of the file if `undefined`. */
  readonly length: number | undefined;
}

/** Elements that a byte of a tensor can stand for: four of two bits. */
const MAX_ELEMENTS_PER_BYTE = 4;

/** The bits of an element by its ONNX type number; none for text. */
const BITS: Readonly<Record<number, number>> = {
  1: 32,
  2: 8,
  3: 8,
  4: 16,
  5: 16,
  6: 32,
  7: 64,
  9: 8,
  10: 16,
  11: 64,
  12: 32,
  13: 64,
  14: 64,
  15: 128,
  16: 16,
  17: 8,
  18: 8,
  19: 8,
  20: 8,
  21: 4,
  22: 4,
  23: 4,
  24: 8,
  25: 2,
  26: 2,
};

/**
 * Checks that a weight has the elements that its shape claims, so that no
 * engine sets memory aside for a claim.
 *
 * @param message A `TensorProto`.
 * @returns The weight's name.
 * @throws {ModelError} If it has not.
 */
export function checkTensor(message: Bytes): string {
  const reader = new WireReader(message);
  const dims: bigint[] = [];
  let name = "";
  let type = 0;
  let rawLength: number | undefined;
  let isExternal = false;
  while (reader.next()) {
    if (reader.field === 1) reader.int64sInto(dims);
    else if (reader.field === 2) type = reader.size();
    else if (reader.field === 8) name = reader.text();
    else if (reader.field === 9) rawLength = reader.bytes().length;
    else if (reader.field === 14) isExternal = reader.size() === 1;
  }
  const elements = elementsOf(dims, name);
  if (isExternal) return name;
  const bits = BITS[type];
  if (rawLength !== undefined && bits !== undefined) {
    checkByteLength(name, rawLength, Math.ceil(elements * bits / 8));
  } else if (elements > message.length * MAX_ELEMENTS_PER_BYTE) {
    throw new ModelError(
      `Cannot read weight "${name}": its shape says ${elements} elements, the file holds ${message.length} bytes of it`,
    );
  }
  return name;
}

/**
 * How many bytes the elements of a weight take.
 *
 * @param message A `TensorProto` of a type with a fixed size.
 * @returns The number of bytes.
 * @throws {ModelError} If its type has no fixed size, or its shape is not valid.
 */
export function byteLengthOf(message: Bytes): number {
  const reader = new WireReader(message);
  const dims: bigint[] = [];
  let name = "";
  let type = 0;
  while (reader.next()) {
    if (reader.field === 1) reader.int64sInto(dims);
    else if (reader.field === 2) type = reader.size();
    else if (reader.field === 8) name = reader.text();
  }
  const bits = BITS[type];
  if (bits === undefined) {
    throw new ModelError(
      `Cannot read weight "${name}" from a file of its own: its element type ${type} has no fixed size`,
    );
  }
  return Math.ceil(elementsOf(dims, name) * bits / 8);
}

/**
 * Where the elements of a weight are, if they are in a file of their own.
 *
 * @param message A `TensorProto`.
 * @returns The place; `undefined` if the elements are in the graph's file.
 * @throws {ModelError} If the place is not said, or no place.
 */
export function externalDataOf(message: Bytes): ExternalData | undefined {
  const reader = new WireReader(message);
  const entries = new Map<string, string>();
  let name = "";
  let isExternal = false;
  while (reader.next()) {
    if (reader.field === 8) name = reader.text();
    else if (reader.field === 13) readEntry(reader.bytes(), entries);
    else if (reader.field === 14) isExternal = reader.size() === 1;
  }
  if (!isExternal) return undefined;
  const location = entries.get("location");
  if (location === undefined) {
    throw new ModelError(
      `Cannot read weight "${name}": it is in a file of its own that is not named`,
    );
  }
  return {
    name,
    location,
    offset: wholeNumber(entries, "offset", name) ?? 0,
    length: wholeNumber(entries, "length", name),
  };
}

/**
 * Refuses a weight with more or fewer bytes than its shape needs.
 *
 * @throws {ModelError} If `found` is not `expected`.
 */
export function checkByteLength(
  name: string,
  found: number,
  expected: number,
): void {
  if (found !== expected) {
    throw new ModelError(
      `Cannot read weight "${name}": found ${found} bytes, expected ${expected} by its shape and type`,
    );
  }
}

function elementsOf(dims: readonly bigint[], name: string): number {
  let elements = 1;
  for (const dim of dims) {
    if (dim < 0n) {
      throw new ModelError(
        `Cannot read weight "${name}": a dimension is ${dim}`,
      );
    }
    elements *= Number(dim);
  }
  if (!Number.isSafeInteger(elements)) {
    throw new ModelError(
      `Cannot read weight "${name}": its shape says ${elements} elements`,
    );
  }
  return elements;
}

function readEntry(message: Bytes, entries: Map<string, string>): void {
  const reader = new WireReader(message);
  let key = "";
  let value = "";
  while (reader.next()) {
    if (reader.field === 1) key = reader.text();
    else if (reader.field === 2) value = reader.text();
  }
  entries.set(key, value);
}

function wholeNumber(
  entries: ReadonlyMap<string, string>,
  key: string,
  name: string,
): number | undefined {
  const text = entries.get(key);
  if (text === undefined) return undefined;
  const number = /^[0-9]{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) {
    throw new ModelError(
      `Cannot read weight "${name}": its ${key} is ${
        JSON.stringify(text.slice(0, 40))
      }, expected a whole number`,
    );
  }
  return number;
}
