import { join } from "node:path";
import { reasonOf } from "../../ground/reason_of.ts";
import type { SwaggerVersion } from "../swagger.ts";
import { ConfigurationError } from "./configuration_error.ts";

/** The files that describe a service in a version, the one that wins first. */
const FILES: Readonly<Record<SwaggerVersion, readonly string[]>> = {
  "2": ["swagger.json", "swagger2.json"],
  "3": ["swagger3.json"],
  "3.1": ["swagger3.1.json"],
};
const MAX_BYTES = 10 * 1024 * 1024;

/** Descriptions that somebody wrote, by version. */
export type SwaggerDocuments = Readonly<
  Partial<Record<SwaggerVersion, string>>
>;

/**
 * Reads the descriptions that stand beside a script, in the place of those that
 * are made: `swagger.json` or `swagger2.json`, `swagger3.json`,
 * `swagger3.1.json`.
 *
 * @param folder The script's folder.
 * @returns The documents that are there.
 * @throws {ConfigurationError} If one is not JSON, or larger than 10 MiB.
 */
export async function readSwaggerFiles(
  folder: string,
): Promise<SwaggerDocuments> {
  const documents: Partial<Record<SwaggerVersion, string>> = {};
  for (const [version, names] of Object.entries(FILES)) {
    for (const name of names) {
      const text = await jsonIn(join(folder, name));
      if (text === undefined) continue;
      documents[version as SwaggerVersion] = text;
      break;
    }
  }
  return documents;
}

async function jsonIn(path: string): Promise<string | undefined> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MAX_BYTES) {
      throw new Error(`It has ${size} bytes, at most ${MAX_BYTES} are read`);
    }
    const text = await Deno.readTextFile(path);
    JSON.parse(text);
    return text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new ConfigurationError(
      `Cannot read ${path}, which describes the service: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}
