import type { CollectedEvent } from "../../reading/collected_event.ts";
import { ColumnCensus, type ColumnKind } from "../../reading/column_census.ts";
import { csvLine } from "../../reading/csv_line.ts";
import {
  type CollectedRow,
  exportRows,
  joinedRows,
} from "../../reading/event_rows.ts";
import { jsonValue } from "../../../frame/json_value.ts";
import { joinEvents } from "../../reading/join_events.ts";
import type { DataStore } from "./data_store.ts";
import { type DataFile, type DataFilter, listDataFiles } from "./data_files.ts";
import { readCollection } from "./read_collection.ts";
import { writeParquet } from "./write_parquet.ts";

/** What to export. */
export interface ExportOptions extends DataFilter {
  /** The file to write. */
  readonly output: string;
  /** Its format. */
  readonly format: "csv" | "jsonl" | "parquet";
  /** The collection; with `joinedWith`, the one of the inputs. */
  readonly collection: string;
  /** The collection of the outputs, to put beside their inputs. */
  readonly joinedWith?: string;
  /** Hears how many bytes of how many were read. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /** Hears of lines that cannot be read; they are skipped. */
  readonly onProblem?: (message: string) => void;
}

/** What was exported. */
export interface ExportSummary {
  /** The rows that were written. */
  readonly rows: number;
  /** With a join, the inputs and outputs that found no other half. */
  readonly unmatched: number;
}

/**
 * Writes the rows of a collection, or of inputs and their outputs side by
 * side, to one file. It reads the data twice where the format needs to know
 * its columns first (CSV and Parquet), and holds little of it at any time.
 *
 * @param store Where the data is.
 * @param options What to export, and where to.
 * @returns What was exported.
 * @throws {Error} If there is no such collection, or a file cannot be read or written.
 */
export async function exportData(
  store: DataStore,
  options: ExportOptions,
): Promise<ExportSummary> {
  const source = await ExportSource.open(store, options);
  const { output, format } = options;
  let rows = 0;
  if (format === "jsonl") {
    rows = await writeText(output, jsonLines(source.rows()));
  } else {
    const census = new ColumnCensus();
    census.add(new Map([["correlationid", ""], ["time", ""]]));
    for await (const row of source.rows((key) => census.addFloat(key))) {
      census.add(row);
    }
    const { columns } = census;
    source.isReadAgain = true;
    rows = format === "csv"
      // The first line of a CSV file is its header.
      ? await writeText(output, csvLines(columns, source.rows())) - 1
      : await writeParquet(output, columns, source.rows());
  }
  return { rows, unmatched: source.unmatched };
}

/** The rows to export, which can be read more than once. */
class ExportSource {
  /** Whether what is read was reported once already. */
  isReadAgain = false;
  unmatched = 0;
  readonly #store: DataStore;
  readonly #options: ExportOptions;
  readonly #inputs: readonly DataFile[];
  readonly #outputs: readonly DataFile[];
  readonly #totalBytes: number;
  #doneBytes = 0;

  private constructor(
    store: DataStore,
    options: ExportOptions,
    files: {
      readonly inputs: readonly DataFile[];
      readonly outputs: readonly DataFile[];
    },
  ) {
    this.#store = store;
    this.#options = options;
    this.#inputs = files.inputs;
    this.#outputs = files.outputs;
    const bytes = [...this.#inputs, ...this.#outputs]
      .reduce((sum, file) => sum + file.bytes, 0);
    this.#totalBytes = options.format === "jsonl" ? bytes : bytes * 2;
  }

  static async open(
    store: DataStore,
    options: ExportOptions,
  ): Promise<ExportSource> {
    const { collection, joinedWith } = options;
    const list = (name: string) =>
      filesOf(store, { ...options, collection: name });
    return new ExportSource(store, options, {
      inputs: await list(collection),
      outputs: joinedWith === undefined ? [] : await list(joinedWith),
    });
  }

  async *rows(onFloat?: (key: string) => void): AsyncGenerator<CollectedRow> {
    const inputs = this.#events(this.#inputs, onFloat);
    if (this.#options.joinedWith === undefined) {
      for await (const event of inputs) yield* exportRows(event);
      return;
    }
    const outputs = this.#events(this.#outputs, onFloat);
    this.unmatched = 0;
    const onUnmatched = () => {
      this.unmatched++;
    };
    for await (
      const { input, output } of joinEvents(inputs, outputs, { onUnmatched })
    ) yield* joinedRows(input, output);
  }

  async *#events(
    files: readonly DataFile[],
    onFloat?: (key: string) => void,
  ): AsyncGenerator<CollectedEvent> {
    const { fromMs, toMs, onProgress } = this.#options;
    yield* readCollection(this.#store, files, {
      fromMs,
      toMs,
      onFloat,
      onBytes: (bytes) => {
        this.#doneBytes += bytes;
        onProgress?.(this.#doneBytes, this.#totalBytes);
      },
      onProblem: (message) => {
        if (!this.isReadAgain) this.#options.onProblem?.(message);
      },
    });
  }
}

/**
 * The files of a collection, in order of time: a writer's inputs and outputs
 * are in files of the same name and time.
 *
 * @param store Where the data is.
 * @param filter Which collection.
 * @returns The files, at least one.
 * @throws {Error} If there are none, with what there is.
 */
export async function filesOf(
  store: DataStore,
  filter: DataFilter & { readonly collection: string },
): Promise<DataFile[]> {
  const files = await listDataFiles(store, filter);
  if (files.length > 0) {
    return files.sort((one, other) =>
      one.startMs - other.startMs ||
      (one.instanceId < other.instanceId ? -1 : 1)
    );
  }
  const all = await listDataFiles(store);
  const known = new Set(
    all.map(({ endpoint, deployment, collection }) =>
      `${endpoint}/${deployment}/${collection}`
    ),
  );
  throw new Error(
    `Cannot read "${filter.collection}": there are no such files in ${
      store.root || "the container"
    } for this endpoint, deployment and time; collected were ${
      [...known].join(", ") || "none at all"
    }`,
  );
}

async function* jsonLines(
  rows: AsyncIterable<CollectedRow>,
): AsyncGenerator<string> {
  for await (const row of rows) yield jsonValue(row) + "\n";
}

async function* csvLines(
  columns: ReadonlyMap<string, ColumnKind>,
  rows: AsyncIterable<CollectedRow>,
): AsyncGenerator<string> {
  const names = [...columns.keys()];
  yield csvLine(names);
  for await (const row of rows) {
    yield csvLine(names.map((name) => row.get(name)));
  }
}

/** Writes lines in large pieces, and counts those that are rows. */
async function writeText(
  path: string,
  lines: AsyncIterable<string>,
): Promise<number> {
  using file = await Deno.create(path);
  const encoder = new TextEncoder();
  let count = 0;
  let text = "";
  const flush = async () => {
    const bytes = encoder.encode(text);
    text = "";
    for (let at = 0; at < bytes.length;) {
      at += await file.write(bytes.subarray(at));
    }
  };
  for await (const line of lines) {
    text += line;
    count++;
    if (text.length > 256 * 1024) await flush();
  }
  await flush();
  return count;
}
