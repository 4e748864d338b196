import { ModelError } from "../../errors.ts";
import type { CategoryCodes } from "./lightgbm_model.ts";

/**
 * Reads the values of the pandas categorical columns that a model was trained
 * on, from the end of its text. Over JSON a frame has no such columns, and
 * Python refuses it; here their values are looked up.
 *
 * @param tail The text after the trees, with `parameters:` and `pandas_categorical:`.
 * @param head The `feature_infos` of the columns, which tell categories (`1:0:2`) from numbers (`[0:1]`).
 * @returns The codes of each column's values, by the number of the column.
 * @throws {ModelError} If the lists do not fit the columns.
 */
export function readPandasCategories(
  tail: string,
  head: { readonly infos: readonly string[] },
): ReadonlyMap<number, CategoryCodes> {
  const lists = listsOf(tail);
  const codes = new Map<number, CategoryCodes>();
  if (lists.length === 0) return codes;
  const columns = columnsOf(tail, head.infos, lists.length);
  for (let i = 0; i < lists.length; i++) {
    const values = new Map(lists[i]!.map((value, code) => [value, code]));
    codes.set(columns[i]!, values);
  }
  return codes;
}

type CategoryValue = string | number | boolean;

function listsOf(tail: string): readonly (readonly CategoryValue[])[] {
  const key = "pandas_categorical:";
  const at = tail.lastIndexOf(key);
  const text = at < 0 ? "null" : tail.slice(at + key.length).trim();
  try {
    const lists: unknown = JSON.parse(text === "" ? "null" : text);
    if (lists === null) return [];
    if (Array.isArray(lists) && lists.every(isValues)) return lists;
  } catch {
    // Told below, with the other things that are not such a list.
  }
  throw new ModelError(
    'Cannot read the LightGBM model: "pandas_categorical" is not a list of lists of values',
  );
}

function isValues(list: unknown): list is readonly CategoryValue[] {
  return Array.isArray(list) &&
    list.every((value) =>
      typeof value === "string" || typeof value === "number" ||
      typeof value === "boolean"
    );
}

/** The parameters name the columns; where they do not, the columns with a list of categories are meant. */
function columnsOf(
  tail: string,
  infos: readonly string[],
  count: number,
): readonly number[] {
  const named = /\n\[categorical_feature: ([\d,]+)\]/.exec(tail)?.[1];
  const byName = named?.split(",").map(Number).sort((a, b) => a - b) ?? [];
  if (byName.length === count && byName.every((i) => i < infos.length)) {
    return byName;
  }
  const byInfo = infos.flatMap((info, i) =>
    info.startsWith("[") || info === "none" ? [] : [i]
  );
  if (byInfo.length === count) return byInfo;
  throw new ModelError(
    `Cannot read the LightGBM model: "pandas_categorical" has ${count} lists for ${byInfo.length} categorical columns`,
  );
}
