import { jsonValue } from "../../frame/json_value.ts";

/**
 * One line of CSV, as RFC 4180 has it: a missing value is empty, an empty text
 * is `""`, and a list or an object is its JSON.
 *
 * @param values The values.
 * @returns The line, with its end.
 */
export function csvLine(values: Iterable<unknown>): string {
  let line = "";
  let separator = "";
  for (const value of values) {
    line += separator + csvField(value);
    separator = ",";
  }
  return line + "\r\n";
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : jsonValue(value);
  return text === "" || /[",\r\n]/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
