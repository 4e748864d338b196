import type { YamlType } from "./yaml_type.ts";

/** The kinds of deployments and endpoints that Azure has. */
export type ComputeKind = "managed" | "kubernetes";

/** A key of one of Azure's YAML files, and what this host does about it. */
export interface YamlKey {
  /**
   * What becomes of its value: `honoured`, it does here what it does there, or
   * what the note says; `told`, it means nothing here, and a start says so;
   * `silent`, nothing is lost without it.
   */
  readonly fate: "honoured" | "told" | "silent";
  /** What it does, or why it does nothing and what does; for people. */
  readonly note: string;
  /** What its value may be, where it is no mapping of known keys. */
  readonly type?: YamlType;
  /** What it may be a mapping of. */
  readonly keys?: YamlKeys;
  /** What stands below each name or in each item of it. */
  readonly each?: YamlKey;
  /** Whether a file that has what is above it must have it. */
  readonly isRequired?: true;
  /** The kind that alone has it at Azure. */
  readonly only?: ComputeKind;
  /** A value with which there is nothing to tell. */
  readonly quietFor?: unknown;
  /** Whether what is below it is checked by whoever reads it. */
  readonly isCheckedLater?: true;
}

/** Keys by their name. */
export type YamlKeys = Readonly<Record<string, YamlKey>>;

/**
 * A key that does here what its note says.
 *
 * @param type What its value may be.
 * @param note What it does.
 * @returns The key.
 */
export function honoured(type: YamlType, note: string): YamlKey {
  return { fate: "honoured", type, note };
}

/**
 * A key that means nothing here, of which a start tells.
 *
 * @param type What its value may be.
 * @param note Why, and what to use instead.
 * @returns The key.
 */
export function told(type: YamlType, note: string): YamlKey {
  return { fate: "told", type, note };
}

/**
 * A mapping that means nothing here, of which a start tells.
 *
 * @param keys What it is a mapping of.
 * @param note Why, and what to use instead.
 * @returns The key.
 */
export function toldMapping(keys: YamlKeys, note: string): YamlKey {
  return { fate: "told", keys, note };
}

/**
 * In words what the value of a key may be.
 *
 * @param key The key.
 * @returns The words.
 */
export function expectedOf({ type, keys, each }: YamlKey): string {
  const mapping = keys !== undefined || each !== undefined;
  if (type === undefined) return "a mapping";
  return mapping ? `${type.expects}, or a mapping` : type.expects;
}

/** A key of a table, below those above it. */
export interface YamlRow {
  /** The names that lead to it, with points; `*` stands for any. */
  readonly path: string;
  /** The key. */
  readonly key: YamlKey;
}

/**
 * All keys of a table, each after what is above it.
 *
 * @param keys The table.
 * @param above The names that lead to it.
 * @returns The rows.
 */
export function yamlRows(keys: YamlKeys, above = ""): YamlRow[] {
  return Object.entries(keys).flatMap(([name, key]) =>
    rowsOf(key, above === "" ? name : `${above}.${name}`)
  );
}

function rowsOf(key: YamlKey, path: string): YamlRow[] {
  return [
    { path, key },
    ...yamlRows(key.keys ?? {}, path),
    ...(key.each === undefined ? [] : rowsOf(key.each, `${path}.*`)),
  ];
}
