import {
  type CollectedEvent,
  readEvents,
} from "../../reading/collected_event.ts";
import { type DataFile, readLines } from "./data_files.ts";
import type { DataStore } from "./data_store.ts";
import { withPayload } from "./payload_source.ts";

/** What is read of files, and who hears of it. */
export interface ReadCollectionOptions {
  /** Events before this moment are left out, in epoch milliseconds. */
  readonly fromMs?: number | undefined;
  /** Events of this moment or later are left out. */
  readonly toMs?: number | undefined;
  /** Hears how many bytes were read. */
  readonly onBytes?: (bytes: number) => void;
  /** Hears the key of each number that is written as a float. */
  readonly onFloat?: ((key: string) => void) | undefined;
  /** Hears of lines and payloads that cannot be read; they are skipped. */
  readonly onProblem?: (message: string) => void;
}

/**
 * The events of files, one at a time, with the payloads that lie in files of
 * their own.
 *
 * @param store Where the files are.
 * @param files The files, in the order in which they are read.
 * @param options What is read.
 * @returns The events.
 */
export async function* readCollection(
  store: DataStore,
  files: readonly DataFile[],
  options: ReadCollectionOptions = {},
): AsyncGenerator<CollectedEvent> {
  const { fromMs = -Infinity, toMs = Infinity, onFloat } = options;
  const { onBytes, onProblem = nobody } = options;
  for (const file of files) {
    const lines = readLines(
      store,
      file,
      onBytes === undefined ? {} : { onBytes },
    );
    const events = readEvents(lines, {
      onProblem: ({ line, error }) =>
        onProblem(`${file.path}:${line}: ${error.message}`),
      ...(onFloat === undefined ? {} : { onFloat }),
    });
    for await (const event of events) {
      if (event.timeMs < fromMs || event.timeMs >= toMs) continue;
      const whole = await withPayload(event, {
        store,
        file,
        onFloat,
        onProblem,
      });
      if (whole !== undefined) yield whole;
    }
  }
}

function nobody(): void {}
