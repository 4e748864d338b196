import { type YamlKeys, yamlRows } from "./yaml_key.ts";

/**
 * Keys that mean nothing here, and why, those of one reason together.
 *
 * @param paths The keys, as `model.version`.
 * @param keys The table that has them.
 * @returns One phrase.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointKeys } from "./endpoint_keys.ts";
 * import { toldKeys } from "./told_keys.ts";
 *
 * assertEquals(
 *   toldKeys(["tags", "description"], endpointKeys()),
 *   "tags, description (a label)",
 * );
 * ```
 */
export function toldKeys(paths: readonly string[], keys: YamlKeys): string {
  const rows = yamlRows(keys);
  const byReason = Map.groupBy(paths, (path) => {
    const names = path.split(".");
    return rows.find((row) => isAt(row.path.split("."), names))?.key.note;
  });
  return [...byReason].map(([reason, those]) =>
    reason === undefined ? those.join(", ") : `${those.join(", ")} (${reason})`
  ).join("; ");
}

/** Whether a row of the table is about a key, of whatever name a `*` stands for. */
function isAt(row: readonly string[], names: readonly string[]): boolean {
  return row.length === names.length &&
    row.every((word, i) => word === "*" || word === names[i]);
}
