import { INT64_MAX, INT64_MIN } from "../../ground/int64.ts";
import type { CollectedRow } from "./event_rows.ts";

/** What the values of an exported column are. */
export type ColumnKind = "boolean" | "integer" | "float" | "string" | "json";

/** Finds the columns of rows, in order of first appearance, and what their values are. */
export class ColumnCensus {
  readonly #kinds = new Map<string, ColumnKind | undefined>();
  readonly #floats = new Set<string>();

  /**
   * Counts a key whose numbers are written as floats, such as `1.0`.
   *
   * @param key The key.
   */
  addFloat(key: string): void {
    this.#floats.add(key);
  }

  /**
   * Counts a row.
   *
   * @param row The row.
   */
  add(row: CollectedRow): void {
    for (const [name, value] of row) {
      const known = this.#kinds.get(name);
      const kind = kindOf(value);
      if (known === kind && known !== undefined) continue;
      this.#kinds.set(name, merge(known, kind));
    }
  }

  /** The columns and their kinds; one without any value is a string. */
  get columns(): ReadonlyMap<string, ColumnKind> {
    const columns = new Map<string, ColumnKind>();
    for (const [name, kind = "string"] of this.#kinds) {
      const bare = name.replace(/^(?:data|input|output)\./, "");
      const isFloat = kind === "integer" &&
        (this.#floats.has(name) || this.#floats.has(bare));
      columns.set(name, isFloat ? "float" : kind);
    }
    return columns;
  }
}

function kindOf(value: unknown): ColumnKind | undefined {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return Number.isSafeInteger(value) ? "integer" : "float";
    case "bigint":
      return value <= INT64_MAX && value >= INT64_MIN ? "integer" : "json";
    case "string":
      return "string";
    default:
      return value === null || value === undefined ? undefined : "json";
  }
}

function merge(
  known: ColumnKind | undefined,
  next: ColumnKind | undefined,
): ColumnKind | undefined {
  if (known === undefined || next === undefined) return known ?? next;
  if (known === next) return known;
  const isNumeric = (kind: ColumnKind) =>
    kind === "integer" || kind === "float";
  return isNumeric(known) && isNumeric(next) ? "float" : "json";
}
