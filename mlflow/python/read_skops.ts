import type { Bytes } from "../artifact_store.ts";
import { jsonExcess } from "../../ground/json_excess.ts";
import { ModelError } from "../errors.ts";
import {
  IF_REALLY_LARGE,
  memoryLimit,
  type ModelLimits,
} from "../model_limits.ts";
import { decompressionLimit } from "./decompress.ts";
import { foreignError, type PythonFile } from "./read_pickle.ts";
import type { PythonName, PythonValue } from "./python_object.ts";
import { readZip } from "./read_zip.ts";
import { COST, SizeBudget } from "./size_budget.ts";
import { SkopsReader } from "./skops_reader.ts";

/** A node has two or three levels of JSON; how deep nodes are is bounded where they are read. */
const MAX_SCHEMA_DEPTH = 1500;

/** The newest protocol of skops that is read. */
const NEWEST_PROTOCOL = 2;

/**
 * Reads a skops file, of protocol 0 to 2, to inert data.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @returns What it says.
 * @throws {ModelError} If it is damaged, too deep or too large, or names something that is not part of scikit-learn, numpy, scipy, XGBoost or LightGBM.
 */
export async function readSkops(
  bytes: Bytes,
  location: string,
): Promise<PythonValue> {
  const { value, foreign } = await readSkopsFile(bytes, location);
  if (foreign.length > 0) throw foreignError(foreign, location);
  return value;
}

/**
 * Reads a skops file as {@linkcode readSkops} does, but leaves it to the caller
 * to refuse what it names.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @param limits How large it may become.
 * @returns What it says, and what it names besides.
 * @throws {ModelError} If it cannot be read.
 */
export async function readSkopsFile(
  bytes: Bytes,
  location: string,
  limits: ModelLimits = {},
): Promise<PythonFile> {
  const memory = memoryLimit(bytes.length, limits);
  const maxBytes = decompressionLimit(bytes.length, limits);
  const files = await readZip(bytes, location, maxBytes);
  let size = sizeOf(files);
  const schema = parseSchema(files.get("schema.json"), { location, memory });
  const archives = new Map<string, ReadonlyMap<string, Bytes>>();
  for (const [name, content] of files) {
    if (!name.endsWith(".npz")) continue;
    // What archives in the archive become counts with it.
    const place = `${location}, file "${name}"`;
    const archive = await readZip(content, place, maxBytes - size);
    size += sizeOf(archive);
    archives.set(name, archive);
  }
  const foreign = new Map<string, PythonName>();
  const budget = new SizeBudget(location, {
    bytes: bytes.length + size,
    memory,
  });
  const session = { location, budget, files, archives, foreign };
  try {
    const value = new SkopsReader(session).read(schema);
    return { value, foreign: [...foreign.values()] };
  } catch (error) {
    if (foreign.size > 0) throw foreignError([...foreign.values()], location);
    if (!(error instanceof ModelError)) throw error;
    if (error.message.includes(location)) throw error;
    throw new ModelError(`${error.message} (${location})`, { cause: error });
  }
}

function sizeOf(files: ReadonlyMap<string, Bytes>): number {
  let size = 0;
  for (const content of files.values()) size += content.length;
  return size;
}

function parseSchema(
  bytes: Bytes | undefined,
  { location, memory }: { readonly location: string; readonly memory: number },
): unknown {
  if (bytes === undefined) {
    throw new ModelError(
      `Cannot read ${location}: it is a ZIP archive without schema.json, expected a skops file`,
    );
  }
  const excess = jsonExcess(bytes, {
    depth: MAX_SCHEMA_DEPTH,
    values: memory / COST.list,
  });
  if (excess?.bound === "depth") {
    throw new ModelError(
      `Cannot read ${location}: schema.json is nested deeper than ${MAX_SCHEMA_DEPTH} levels`,
    );
  }
  if (excess !== undefined) {
    throw new ModelError(
      `Cannot read ${location}: the values of schema.json take more than ${memory} bytes of memory; ${IF_REALLY_LARGE}`,
    );
  }
  let schema: unknown;
  try {
    schema = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new ModelError(`Cannot read ${location}: schema.json is not JSON`, {
      cause: error,
    });
  }
  const protocol = typeof schema === "object" && schema !== null &&
      "protocol" in schema
    ? schema.protocol
    : 0;
  if (typeof protocol !== "number" || protocol > NEWEST_PROTOCOL) {
    throw new ModelError(
      `Cannot read ${location}: skops protocol ${
        JSON.stringify(protocol)?.slice(0, 20)
      }, expected 0 to ${NEWEST_PROTOCOL}`,
    );
  }
  return schema;
}
