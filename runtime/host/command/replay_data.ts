import { dirname, resolve } from "node:path";
import { LocalDataStore } from "../../../collector/host/data/local_data_store.ts";
import type { DataFile } from "../../../collector/host/data/data_files.ts";
import type { DataStore } from "../../../collector/host/data/data_store.ts";
import { filesOf } from "../../../collector/host/data/export_data.ts";
import { readCollection } from "../../../collector/host/data/read_collection.ts";
import type { CollectedEvent } from "../../../collector/reading/collected_event.ts";
import { joinEvents } from "../../../collector/reading/join_events.ts";
import { isFile } from "../../../mlflow/host/stat_or_nothing.ts";
import { readKeys } from "../access/read_keys.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import { replay } from "../replay/replay.ts";
import { reportJson, reportText } from "../replay/replay_report.ts";
import { dataStoreOf } from "./data_actions.ts";
import { FailedCheck } from "./failed_check.ts";
import { printNote, printText } from "./print_text.ts";
import type { ReplayArguments } from "./replay_command.ts";
import { replayUrl } from "./replay_url.ts";
import { stopSignal } from "./stop_signal.ts";

/** Which collection has the answers. */
const ANSWERS: Readonly<Record<string, string>> = {
  "model_inputs": "model_outputs",
  request: "response",
};

/** What is read. */
interface ReplaySource {
  readonly store: DataStore;
  readonly inputs: readonly DataFile[];
  /** The files of the answers; none if they are not known. */
  readonly outputs: readonly DataFile[];
}

/**
 * Sends what was collected again, and tells what came of it.
 *
 * @param collection The collection, or a file of one.
 * @param flags What the command was told.
 * @throws {ConfigurationError} If there is no such data, or nobody can be asked.
 * @throws {FailedCheck} If an answer is not the one that was recorded, or there is none.
 */
export async function replayData(
  collection: string,
  flags: ReplayArguments,
): Promise<void> {
  const url = replayUrl(flags.to);
  const { keyFile, tolerance, concurrency, limit, timeoutMs } = flags;
  const [key] = keyFile === undefined ? [] : await readKeys(resolve(keyFile));
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const source = await sourceOf(collection, flags);
  const isCompared = flags.warmUp !== true && source.outputs.length > 0;
  if (flags.warmUp !== true && !isCompared) {
    printNote("There are no recorded answers: nothing is compared");
  }
  let unanswered = 0;
  const read = (files: readonly DataFile[]) =>
    readCollection(source.store, files, {
      fromMs: flags.from,
      toMs: flags.until,
      onProblem: printNote,
    });
  const inputs = read(source.inputs);
  const report = await replay({
    pairs: isCompared
      ? joinEvents(inputs, read(source.outputs), {
        onUnmatched: () => {
          unanswered++;
        },
      })
      : alone(inputs),
    url,
    key,
    tolerance,
    concurrency,
    limit,
    timeoutMs,
    signal: stopping.signal,
  });
  printText(
    flags.format === "json" ? reportJson(report) : reportText(report),
  );
  if (unanswered > 0) {
    printNote(
      `${unanswered} inputs and outputs more found no other half, and were left out`,
    );
  }
  const { different, failed, read: count } = report.counts;
  if (different + failed === 0) return;
  throw new FailedCheck(
    `${different + failed} of ${count} answers are not as they were recorded`,
  );
}

async function* alone(
  inputs: AsyncIterable<CollectedEvent>,
): AsyncGenerator<{ input: CollectedEvent }> {
  for await (const input of inputs) yield { input };
}

async function sourceOf(
  collection: string,
  flags: ReplayArguments,
): Promise<ReplaySource> {
  try {
    return collection.endsWith(".jsonl")
      ? await sourceOfFile(resolve(collection))
      : await sourceOfCollection(collection, flags);
  } catch (error) {
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}

async function sourceOfCollection(
  collection: string,
  flags: ReplayArguments,
): Promise<ReplaySource> {
  const store = await dataStoreOf(flags);
  const filter = {
    endpoint: flags.endpoint,
    deployment: flags.deployment,
    fromMs: flags.from,
    toMs: flags.until,
  };
  const answers = ANSWERS[collection.toLowerCase()];
  return {
    store,
    inputs: await filesOf(store, { ...filter, collection }),
    outputs: answers === undefined
      ? []
      : await filesOf(store, { ...filter, collection: answers })
        .catch(() => []),
  };
}

/** A file where a host wrote it: its answers are in the file of the same name. */
async function sourceOfFile(path: string): Promise<ReplaySource> {
  const { size } = await Deno.stat(path);
  const fileOf = (path: string, bytes: number): DataFile => ({
    endpoint: "",
    deployment: "",
    collection: "",
    instanceId: "",
    startMs: 0,
    endMs: 0,
    path,
    bytes,
  });
  const outputs: DataFile[] = [];
  for (const [input, output] of Object.entries(ANSWERS)) {
    const other = path.replace(`/${input}/`, `/${output}/`);
    if (other === path || !await isFile(other)) continue;
    outputs.push(fileOf(other, (await Deno.stat(other)).size));
  }
  return {
    store: new LocalDataStore(dirname(path)),
    inputs: [fileOf(path, size)],
    outputs,
  };
}
