import { isDict } from "./json/is_dict.ts";
import { LongList } from "./json/long_list.ts";
import { inputError } from "./input_error.ts";

/** The values of a list of objects by key, as `instances` are turned into columns. */
export type Instances = ReadonlyMap<string, readonly unknown[]>;

/**
 * Turns a list of objects into columns. A key that an object lacks is passed
 * over, so that its column is shorter.
 *
 * @param list The list.
 * @returns The values by key; `undefined` if the first item is not an object.
 * @throws {InputError} If the first item is an object and another is not.
 */
export function groupInstances(
  list: readonly unknown[] | LongList,
): Instances | undefined {
  if (list instanceof LongList) {
    return list.keys &&
      new Map(list.keys.map((key, i) => [key, list.columns[i]!.toArray()]));
  }
  if (!isDict(list[0])) return undefined;
  const columns = new Map<string, unknown[]>();
  for (let row = 0; row < list.length; row++) {
    const item = list[row];
    if (!isDict(item)) {
      throw inputError(
        `Ensure that the input is a valid JSON-formatted string.\nError: 'instance ${row} is not an object, unlike the first'`,
      );
    }
    for (const [key, value] of Object.entries(item)) {
      const column = columns.get(key);
      if (column === undefined) columns.set(key, [value]);
      else column.push(value);
    }
  }
  return columns;
}

/**
 * Refuses columns of `instances` of different lengths.
 *
 * @param lengths The lengths; `undefined` for a column that did not come.
 * @throws {InputError} If two lengths differ.
 */
export function requireEvenLengths(
  lengths: readonly (number | undefined)[],
): void {
  let first: number | undefined;
  for (const length of lengths) {
    if (length === undefined) continue;
    first ??= length;
    if (length !== first) {
      throw inputError(
        "The length of values for each input/column name are not the same",
      );
    }
  }
}

/**
 * Refuses columns under `instances` that have different numbers of values, or
 * no number at all.
 *
 * @param columns The values by key, where they are lists of values.
 * @throws {InputError} If they cannot be instances.
 */
export function requireInstances(
  columns: Readonly<Record<string, unknown>>,
): void {
  const values = Object.values(columns);
  const single = values.findIndex((value) => !Array.isArray(value));
  if (single >= 0) {
    throw inputError(
      `Ensure that the input is a valid JSON-formatted string.\nError: 'instances: "${
        Object.keys(columns)[single]
      }" is a single value, expected a list'`,
    );
  }
  requireEvenLengths(
    values.map((value) => Array.isArray(value) ? value.length : undefined),
  );
}
