import { reasonOf } from "../../ground/reason_of.ts";
import * as v from "valibot";

/** Numbers by name. */
export type StageCounters = Readonly<Record<string, number>>;

const CounterFile = v.record(v.string(), v.record(v.string(), v.number()));
const UPDATE_INTERVAL_MS = 1000;

/** Whose counters, and what they are. */
export interface CounterRecordOptions {
  /** The folder of all collected data. */
  readonly dataDir: string;
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** Names the process. */
  readonly instanceId: string;
  /** The counters now, by collection. */
  readonly read: () => Readonly<Record<string, StageCounters>>;
  /** Called when the record cannot be written; it is tried again. */
  readonly onProblem: (message: string) => void;
}

/**
 * Keeps the counters of a process on the disk, so that they can be listed when
 * it is gone: written once per second while they change, and at the end.
 */
export class CounterRecord implements Disposable {
  readonly #options: CounterRecordOptions;
  readonly #path: string;
  readonly #timer: ReturnType<typeof setInterval>;
  #written = "";

  /**
   * Begins to keep the counters.
   *
   * @param options Whose counters, and what they are.
   */
  constructor(options: CounterRecordOptions) {
    const { dataDir, endpoint, deployment, instanceId } = options;
    this.#options = options;
    this.#path =
      `${dataDir}/counters/${endpoint}/${deployment}/${instanceId}.json`;
    this.#timer = setInterval(() => this.#write(), UPDATE_INTERVAL_MS);
    Deno.unrefTimer(this.#timer);
  }

  /** Writes the final counters. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#write();
  }

  #write(): void {
    const counters = this.#options.read();
    const text = JSON.stringify(counters, null, 2);
    const isNew = this.#written === "" &&
      Object.values(counters).every((each) => !each.collected);
    if (text === this.#written || isNew) return;
    try {
      const folder = this.#path.slice(0, this.#path.lastIndexOf("/"));
      Deno.mkdirSync(folder, { recursive: true });
      Deno.writeTextFileSync(`${this.#path}.new`, text);
      Deno.renameSync(`${this.#path}.new`, this.#path);
      this.#written = text;
    } catch (error) {
      this.#options.onProblem(
        `Cannot write ${this.#path}: ${reasonOf(error)}`,
      );
    }
  }
}

/**
 * The counters that all processes left in a data directory, added up.
 *
 * @param dataDir The folder of all collected data.
 * @returns The counters by `<endpoint>/<deployment>/<collection>`; empty if there are none.
 * @throws {Error} If a record cannot be read.
 */
export function readCounters(dataDir: string): Map<string, StageCounters> {
  const sums = new Map<string, Record<string, number>>();
  for (const endpoint of foldersOf(`${dataDir}/counters`)) {
    for (const deployment of foldersOf(`${dataDir}/counters/${endpoint}`)) {
      const folder = `${dataDir}/counters/${endpoint}/${deployment}`;
      for (const { name } of Deno.readDirSync(folder)) {
        if (!name.endsWith(".json")) continue;
        const text = Deno.readTextFileSync(`${folder}/${name}`);
        const record = v.parse(CounterFile, JSON.parse(text));
        for (const [collection, counters] of Object.entries(record)) {
          add(sums, `${endpoint}/${deployment}/${collection}`, counters);
        }
      }
    }
  }
  return sums;
}

function add(
  sums: Map<string, Record<string, number>>,
  key: string,
  counters: StageCounters,
): void {
  const sum = sums.get(key) ?? {};
  for (const [name, value] of Object.entries(counters)) {
    sum[name] = (sum[name] ?? 0) + value;
  }
  sums.set(key, sum);
}

function foldersOf(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)]
      .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
