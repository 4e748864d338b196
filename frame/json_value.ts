/** Deeper nesting than this is refused, so that no cell exhausts the stack. */
const MAX_DEPTH = 500;

/**
 * The JSON of a plain value, by the rules for the cells of an object column:
 * missing and non-finite are `null`, -0 is `-0.0`, a `bigint` keeps every digit, a `Date` is
 * its epoch milliseconds, bytes are UTF-8 text, typed arrays, sets and other
 * iterables are lists, and a map is an object.
 *
 * @param value The value.
 * @returns Its JSON, on one line.
 * @throws {TypeError} If it holds a function or a symbol, bytes that are not UTF-8, or itself.
 * @throws {RangeError} If it is nested deeper than 500 levels.
 */
export function jsonValue(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, parents: object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      if (Object.is(value, -0)) return "-0.0";
      return Number.isFinite(value) ? String(value) : "null";
    case "boolean":
    case "bigint":
      return String(value);
    case "undefined":
      return "null";
    case "object":
      return value === null ? "null" : writeObject(value, parents);
    default:
      throw new TypeError(`Found a ${typeof value}, which has no JSON`);
  }
}

function writeObject(value: object, parents: object[]): string {
  if (value instanceof Date) {
    const time = value.getTime();
    return Number.isNaN(time) ? "null" : String(time);
  }
  if (value instanceof Uint8Array) return JSON.stringify(decode(value));
  if (parents.includes(value)) {
    throw new TypeError("Found an object that holds itself");
  }
  if (parents.length === MAX_DEPTH) {
    throw new RangeError(`Found lists nested deeper than ${MAX_DEPTH} levels`);
  }
  parents.push(value);
  const text = writeMembers(value, parents);
  parents.pop();
  return text;
}

function writeMembers(value: object, parents: object[]): string {
  if (value instanceof Map) {
    return writeEntries(value.entries(), parents);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return write(value.toJSON(), parents);
  }
  if (isIterable(value)) {
    let list = "";
    for (const item of value) list += `,${write(item, parents)}`;
    return `[${list.slice(1)}]`;
  }
  return writeEntries(Object.entries(value), parents);
}

function writeEntries(
  entries: Iterable<readonly [unknown, unknown]>,
  parents: object[],
): string {
  let members = "";
  for (const [key, member] of entries) {
    members += `,${JSON.stringify(String(key))}:${write(member, parents)}`;
  }
  return `{${members.slice(1)}}`;
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
