import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isNothing } from "../../../mlflow/host/stat_or_nothing.ts";
import { ConfigurationError } from "../configuration_error.ts";

/** A request that `samla test` sends. */
export interface SentRequest {
  /** What it is called. */
  readonly name: string;
  /** Its body, JSON. */
  readonly body: string;
  /** The answer to expect; any if absent. */
  readonly answer?: unknown;
}

const REQUEST = ".json";
const ANSWER = ".answer.json";

/**
 * The requests of a folder: `<name>.json` is a body, and `<name>.answer.json`
 * the answer to expect of it.
 *
 * @param folder The folder.
 * @returns The requests in the order of their names; none if there is no such folder.
 * @throws {ConfigurationError} If a file is not JSON.
 */
export async function requestsIn(
  folder: string,
): Promise<readonly SentRequest[]> {
  const files = await namesIn(folder);
  const requests = files.filter((file) =>
    file.endsWith(REQUEST) && !file.endsWith(ANSWER)
  );
  return await Promise.all(requests.map(async (file): Promise<SentRequest> => {
    const name = file.slice(0, -REQUEST.length);
    const body = await jsonIn(join(folder, file));
    if (!files.includes(name + ANSWER)) return { name, body: body.text };
    const answer = await jsonIn(join(folder, name + ANSWER));
    return { name, body: body.text, answer: answer.value };
  }));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
}

async function jsonIn(
  path: string,
): Promise<{ readonly text: string; readonly value: unknown }> {
  const text = await readFile(path, "utf8");
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    throw new ConfigurationError(`Cannot read ${path}: it is not JSON`, {
      cause: error,
    });
  }
}
