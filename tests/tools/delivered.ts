import type { ContainerClient } from "@azure/storage-blob";
import { readContainer } from "./azurite.ts";

/** What is in a container, compared with what was answered. */
export interface Delivered {
  /** The lines. */
  readonly lines: number;
  /** Their bytes. */
  readonly bytes: number;
  /** The blobs. */
  readonly blobs: number;
  /** Lines that are not JSON, or have no end. */
  readonly torn: number;
  /** Pairs of a request and a collection that are there more than once. */
  readonly repeated: number;
  /** Pairs of an answered request and a collection that are not there. */
  readonly missing: number;
}

/**
 * Reads every line of a container, and compares the ids of requests one by one.
 *
 * @param container The container.
 * @param answered The ids of the answered requests, which stand as `t-<id>` in `xrequestid`.
 * @param collections The collections that each request has a line in.
 */
export async function compareDelivered(
  container: ContainerClient,
  answered: readonly number[],
  collections: readonly string[] = ["model_inputs", "model_outputs"],
): Promise<Delivered> {
  const seen = new Map(collections.map((name) => [name, new Set<number>()]));
  let lines = 0;
  let bytes = 0;
  let torn = 0;
  let repeated = 0;
  const blobs = await readContainer(container);
  for (const [path, content] of blobs) {
    const ids = collections.map((name) =>
      path.includes(`/${name}/`) ? seen.get(name) : undefined
    ).find((set) => set !== undefined);
    const text = new TextDecoder().decode(content);
    bytes += content.length;
    const found = text.split("\n");
    if (found.pop() !== "") torn++;
    for (const line of found) {
      lines++;
      const id = idOf(line);
      if (id === undefined) torn++;
      else if (ids?.has(id)) repeated++;
      else ids?.add(id);
    }
  }
  let missing = 0;
  for (const ids of seen.values()) {
    for (const id of answered) if (!ids.has(id)) missing++;
  }
  return { lines, bytes, blobs: blobs.size, torn, repeated, missing };
}

function idOf(line: string): number | undefined {
  try {
    const event: { xrequestid: string } = JSON.parse(line);
    return Number(event.xrequestid.slice(2));
  } catch {
    return undefined;
  }
}
