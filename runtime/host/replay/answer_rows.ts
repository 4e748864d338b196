import { isRecord } from "../../../ground/is_record.ts";

/** The keys under which protocols put what a model predicts. */
const PREDICTIONS = ["predictions", "outputs"] as const;

/**
 * What a model answered, as its outputs are collected: rows by column, where
 * values without names are columns called by their numbers.
 *
 * @param answer The answer, read as JSON.
 * @returns The rows; the answer itself if it is no list.
 */
export function answerRows(answer: unknown): unknown {
  let list = answer;
  for (const key of PREDICTIONS) {
    if (isRecord(list) && Array.isArray(list[key])) list = list[key];
  }
  if (!Array.isArray(list)) return answer;
  return list.map((row: unknown) => {
    if (isRecord(row)) return row;
    const cells = Array.isArray(row) ? row : [row];
    return Object.fromEntries(
      cells.map((cell: unknown, i) => [String(i), cell]),
    );
  });
}

/**
 * Two outputs with one column each, whatever it is called: a list of values has
 * no name for it, and a table has one.
 *
 * @param recorded The rows that were recorded.
 * @param answered The rows that came now.
 * @returns Both, under one name where that is so.
 */
export function alike(
  recorded: unknown,
  answered: unknown,
): readonly [recorded: unknown, answered: unknown] {
  const [one, other] = [columnOf(recorded), columnOf(answered)];
  if (one === undefined || other === undefined || one === other) {
    return [recorded, answered];
  }
  const renamed = (answered as readonly Record<string, unknown>[])
    .map((row) => ({ [one]: row[other] }));
  return [recorded, renamed];
}

/** The name of the only column of all rows. */
function columnOf(rows: unknown): string | undefined {
  if (!Array.isArray(rows) || rows.length === 0) return undefined;
  const names = new Set(
    rows.flatMap((row: unknown) => isRecord(row) ? Object.keys(row) : ["", ""]),
  );
  const [name] = names;
  return names.size === 1 && rows.every(isRecord) ? name : undefined;
}
