import { basename, extname, resolve } from "node:path";
import type { DataFilter } from "../../../collector/host/data/data_files.ts";
import type { DataStore } from "../../../collector/host/data/data_store.ts";
import { LocalDataStore } from "../../../collector/host/data/local_data_store.ts";
import { parseDatastoreFlag } from "../../../collector/host/shipping/container_location.ts";
import { readShippingSettings } from "../shipping_settings.ts";
import { readCounters } from "../../../collector/host/counter_record.ts";
import { exportData } from "../../../collector/host/data/export_data.ts";
import { listData } from "../../../collector/host/data/list_data.ts";
import { tailData } from "../../../collector/host/data/tail_data.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import type {
  DataActions,
  ExportArguments,
  FilterArguments,
  TailArguments,
} from "./data_command.ts";
import { startProgress } from "./progress.ts";
import { stopSignal } from "./stop_signal.ts";
import { printNote, printText } from "./print_text.ts";

/**
 * What `samla data` does: lists, shows and exports what was collected.
 *
 * @returns The actions.
 */
export function dataActions(): DataActions {
  return { list, tail, export: exportRows };
}

function filterOf(flags: FilterArguments): DataFilter {
  const { endpoint, deployment, collection, from, to } = flags;
  return { endpoint, deployment, collection, fromMs: from, toMs: to };
}

/**
 * Where the data is that was asked for.
 *
 * @param flags What the command was told.
 * @returns The data.
 * @throws {Error} If it cannot be opened.
 */
export async function dataStoreOf(
  flags: Pick<FilterArguments, "dataDir" | "datastore" | "workspace">,
): Promise<DataStore> {
  const { dataDir, datastore, workspace } = flags;
  if (datastore === undefined) return new LocalDataStore(dataDir);
  const isNamed = !/^[a-z]+:/i.test(datastore);
  const settings = await readShippingSettings(
    workspace === undefined ? {} : { workspace },
    resolve("samla.yml"),
  );
  // The client of Azure asks for permissions when it is loaded.
  const { openData } = await import(
    "../../../collector/host/data/open_data.ts"
  );
  return await openData(
    isNamed ? parseDatastoreFlag(datastore)[1] : datastore,
    { settings, environment: (name) => Deno.env.get(name) },
  );
}

async function list(flags: FilterArguments): Promise<void> {
  using progress = startProgress("reading");
  const summaries = await reading(async () =>
    await listData(await dataStoreOf(flags), {
      ...filterOf(flags),
      onProgress: progress.update,
    })
  );
  progress[Symbol.dispose]();
  const rows = summaries.map((summary) => [
    `${summary.endpoint}/${summary.deployment}/${summary.collection}`,
    String(summary.files),
    String(summary.events),
    String(summary.bytes),
    summary.firstTime ?? "",
    summary.lastTime ?? "",
  ]);
  const header = ["collection", "files", "events", "bytes", "first", "last"];
  printText(table([header, ...rows]));
  // Counters are of all times, and so are shown only where no time was asked for.
  if (flags.from !== undefined || flags.to !== undefined) return;
  // They are kept where the host was.
  if (flags.datastore !== undefined) return;
  const counters = await reading(() =>
    Promise.resolve(readCounters(flags.dataDir))
  );
  const shown = [...counters].filter(([name]) => isWanted(name, flags));
  if (shown.length === 0) return;
  const counted = shown.map(([name, counts]) => [
    name,
    ...STAGES.map((stage) => String(counts[stage] ?? 0)),
  ]);
  printText(`\n${table([["what became of it", ...STAGES], ...counted])}`);
}

function isWanted(name: string, flags: FilterArguments): boolean {
  const [endpoint, deployment, collection] = name.split("/");
  return (flags.endpoint ?? endpoint) === endpoint &&
    (flags.deployment ?? deployment) === deployment &&
    (flags.collection ?? collection)?.toLowerCase() ===
      collection?.toLowerCase();
}

/** What can become of an event, in the order that it happens. */
const STAGES = [
  "collected",
  "sampledOut",
  "refused",
  "dropped",
  "spooled",
  "shipped",
  "lost",
  "retried",
] as const;

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) =>
    Math.max(...rows.map((row) => row[i]!.length))
  );
  const lines = rows.map((row) =>
    row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()
  );
  return `${lines.join("\n")}\n`;
}

async function tail(flags: TailArguments): Promise<void> {
  const stopping = new AbortController();
  if (flags.follow) stopSignal().then(() => stopping.abort());
  await reading(async () => {
    const lines = tailData(await dataStoreOf(flags), {
      ...filterOf(flags),
      lines: flags.lines,
      isFollowing: flags.follow ?? false,
      signal: stopping.signal,
    });
    for await (const { line } of lines) printText(`${line}\n`);
  });
}

async function exportRows(
  output: string,
  flags: ExportArguments,
): Promise<void> {
  const { joined = false } = flags;
  const format = flags.format ?? formatOf(output);
  using progress = startProgress("exporting");
  const summary = await reading(async () =>
    await exportData(await dataStoreOf(flags), {
      ...filterOf(flags),
      output,
      format,
      collection: flags.collection ?? "model_inputs",
      ...(joined ? { joinedWith: "model_outputs" } : {}),
      onProgress: progress.update,
      onProblem: printNote,
    })
  );
  progress[Symbol.dispose]();
  const unmatched = joined
    ? `; ${summary.unmatched} inputs and outputs found no other half`
    : "";
  printNote(`${summary.rows} rows in ${basename(output)}${unmatched}`);
}

function formatOf(output: string): "csv" | "jsonl" | "parquet" {
  switch (extname(output)) {
    case ".csv":
      return "csv";
    case ".jsonl":
      return "jsonl";
    case ".parquet":
      return "parquet";
    default:
      throw new ConfigurationError(
        `Cannot tell the format of ${output}: name it .csv, .jsonl or .parquet, or give --format`,
      );
  }
}

async function reading<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw error;
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}
