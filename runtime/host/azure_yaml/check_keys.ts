import * as v from "valibot";
import { isRecord } from "../../../ground/is_record.ts";
import { nearestWord } from "../../../ground/nearest_word.ts";
import type { YamlFile } from "./yaml_file.ts";
import {
  expectedOf,
  type YamlKey,
  type YamlKeys,
  yamlRows,
} from "./yaml_key.ts";

/** The table that a file is held against. */
export interface KeyTable {
  /** What has such a file: `deployment`. */
  readonly of: string;
  /** The keys that it may have. */
  readonly keys: YamlKeys;
}

/** How much of a text a message has. */
const MAX_SEEN = 60;

type Path = readonly (string | number)[];

/** One walk over a file. */
interface Walk {
  readonly file: YamlFile;
  readonly table: KeyTable;
  readonly told: string[];
}

/** How far a walk looks at what is below a key. */
interface Depth {
  readonly at: Path;
  /** Whether a key that means nothing here has still to be told. */
  readonly tells: boolean;
  /** Whether somebody else checks names and values. */
  readonly isCheckedLater: boolean;
}

/**
 * Holds a file against the table of its keys: as Azure's tools do, it refuses a
 * key that there is not, a value of another type, and what lacks a key that it
 * needs.
 *
 * @param file The file.
 * @param table The keys.
 * @returns The keys that mean nothing here, as `model.version`.
 * @throws {ConfigurationError} If something is wrong, with its key and line, what was seen and what was expected.
 */
export function checkKeys(file: YamlFile, table: KeyTable): string[] {
  const walk = { file, table, told: [] };
  checkMapping(walk, file.entries, table.keys, {
    at: [],
    tells: true,
    isCheckedLater: false,
  });
  return walk.told;
}

function checkMapping(
  walk: Walk,
  entries: Readonly<Record<string, unknown>>,
  keys: YamlKeys,
  depth: Depth,
): void {
  const { file } = walk;
  for (const [name, value] of Object.entries(entries)) {
    const at = [...depth.at, name];
    if (Object.hasOwn(keys, name)) {
      checkValue(walk, value, keys[name]!, { ...depth, at });
    } else if (!depth.isCheckedLater) {
      throw file.error(
        `line ${file.lineOf(at)} has the key "${
          at.join(".")
        }", which no ${walk.table.of} has; ${meant(name, keys, walk.table)}`,
      );
    }
  }
  if (depth.isCheckedLater) return;
  for (const [name, key] of Object.entries(keys)) {
    if (key.isRequired !== true || Object.hasOwn(entries, name)) continue;
    const place = depth.at.length === 0
      ? ""
      : ` below line ${file.lineOf(depth.at)}`;
    throw file.error(
      `the key "${[...depth.at, name].join(".")}" is missing${place}`,
    );
  }
}

function checkValue(
  walk: Walk,
  value: unknown,
  key: YamlKey,
  depth: Depth,
): void {
  const { at } = depth;
  const isTold = depth.tells && key.fate === "told" && !isQuiet(key, value);
  if (isTold) walk.told.push(at.join("."));
  const below = {
    tells: depth.tells && key.fate !== "told",
    isCheckedLater: depth.isCheckedLater || key.isCheckedLater === true,
  };
  const { keys, each } = key;
  if (keys !== undefined && isRecord(value)) {
    checkMapping(walk, value, keys, { at, ...below });
  } else if (each !== undefined && isRecord(value)) {
    for (const [name, entry] of Object.entries(value)) {
      checkValue(walk, entry, each, { at: [...at, name], ...below });
    }
  } else if (!below.isCheckedLater && !isTaken(key, value)) {
    throw walk.file.error(
      `line ${walk.file.lineOf(at)}, "${at.join(".")}" is ${
        seen(value)
      }, expected ${expectedOf(key)}`,
    );
  }
}

function isTaken({ type }: YamlKey, value: unknown): boolean {
  return type !== undefined && v.is(type.schema, value);
}

/** Whether a value asks for nothing. */
function isQuiet({ type, quietFor }: YamlKey, value: unknown): boolean {
  if (quietFor === undefined || type === undefined) return false;
  const parsed = v.safeParse(type.schema, value);
  return parsed.success && parsed.output === quietFor;
}

/** A value in words; never a long one. */
function seen(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  return value.length > MAX_SEEN
    ? `${JSON.stringify(value.slice(0, MAX_SEEN))}…`
    : JSON.stringify(value);
}

/** What to do about a key that is not known. */
function meant(name: string, keys: YamlKeys, table: KeyTable): string {
  const near = nearestWord(name, Object.keys(keys));
  if (near !== undefined) return `did you mean "${near}"?`;
  const elsewhere = yamlRows(table.keys).find(({ path }) =>
    !path.includes("*") && path.endsWith(`.${name}`)
  );
  if (elsewhere !== undefined) return `did you mean "${elsewhere.path}"?`;
  return Object.hasOwn(table.keys, name)
    ? "it stands at the top"
    : "check its spelling";
}
