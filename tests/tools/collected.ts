/** One collected event, as its line says it. */
export interface CollectedEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly correlationid: string;
  readonly xrequestid: string;
  readonly contentrange: string;
  readonly data: unknown;
}

/**
 * Reads every event of a collection from a data directory.
 *
 * @param dataDir The data directory.
 * @param collection `<endpoint>/<deployment>/<collection>`.
 * @returns The events, file by file, and the lines they stand in.
 */
export async function readCollected(
  dataDir: string,
  collection: string,
): Promise<CollectedEvent[]> {
  const events: CollectedEvent[] = [];
  for await (
    const path of files(`${dataDir}/modelDataCollector/${collection}`)
  ) {
    const text = await Deno.readTextFile(path);
    for (const line of text.split("\n").slice(0, -1)) {
      events.push(JSON.parse(line));
    }
    if (text !== "" && !text.endsWith("\n")) {
      throw new Error(`The last line of ${path} is torn`);
    }
  }
  return events;
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* files(path);
    else if (entry.name.endsWith(".jsonl")) yield path;
  }
}
