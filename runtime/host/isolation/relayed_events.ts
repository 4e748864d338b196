import type { Collection, Deployment } from "../../../collector/mod.ts";
import type { SentCount, SentCounts, SentLines } from "./module_start.ts";

/** A period of any rolling rate, as `2026/09/30/09/15`. */
const PERIOD = /^\d{4}(?:\/\d{2}){0,4}$/;
/** A payload's name, an id that the collector made. */
const PAYLOAD = /^[\da-f-]{36}(?:\.jsonl)?$/;

const LINE_END = 0x0a;
const NOTHING: SentCount = {
  sampledOut: 0,
  refused: 0,
  dropped: 0,
  pending: 0,
};

/**
 * Takes what a module's process collected, and writes it to the deployment's
 * files. What comes is not trusted: it may name no place but those of its own
 * deployment's collections.
 */
export class RelayedEvents {
  readonly #deployment: Deployment;
  #told: SentCounts = {};
  /** What waits in the process to become lines, by collection. */
  readonly #pending = new Map<string, number>();
  /** Whether a file is missing that the next lines name. */
  #misses = false;

  /**
   * Makes it.
   *
   * @param deployment Whose files they are.
   */
  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  /**
   * Takes lines.
   *
   * @param sent What they are.
   * @param lines The lines.
   * @throws {RangeError} If they are for another place.
   */
  lines(sent: SentLines, lines: Uint8Array): void {
    const { folder, events, bytes, rows, collected } = sent;
    const { collection, rest } = this.#placeOf(folder);
    if (!PERIOD.test(rest) || lines.at(-1) !== LINE_END) throw strange(folder);
    const waited = this.#pending.get(collection.name) ?? 0;
    this.#pending.set(collection.name, Math.max(0, waited - collected));
    if (this.#misses) {
      this.#misses = false;
      collection.count({ ...NOTHING, dropped: collected });
      return;
    }
    collection.takeLines(rest, lines, { events, bytes, rows, collected });
  }

  /**
   * Takes a file that lines name which come next.
   *
   * @param path Its path in the spool.
   * @param bytes Its content.
   * @throws {RangeError} If it is for another place.
   */
  file(path: string, bytes: Uint8Array): void {
    const end = path.lastIndexOf("/");
    if (!PAYLOAD.test(path.slice(end + 1))) throw strange(path);
    const folder = path.slice(0, end);
    const root = `${this.#deployment.endpoint}/${this.#deployment.deployment}`;
    // Those of tables lie beside the collections.
    const isBeside = folder.startsWith(`${root}/`) &&
      PERIOD.test(folder.slice(root.length + 1));
    const [first] = this.#collections();
    const collection = isBeside ? first : this.#placeOf(folder).collection;
    if (!isBeside && !PERIOD.test(this.#placeOf(folder).rest)) {
      throw strange(path);
    }
    try {
      collection?.takeFile(path, bytes);
    } catch {
      this.#misses = true;
    }
  }

  /**
   * Counts what collections were given that is in no line.
   *
   * @param counts All of it, since the process began.
   */
  counts(counts: SentCounts): void {
    for (const [name, now] of Object.entries(counts)) {
      const before = this.#told[name] ?? NOTHING;
      this.#deployment.collection(name)?.count({
        sampledOut: more(now.sampledOut, before.sampledOut),
        refused: more(now.refused, before.refused),
        dropped: more(now.dropped, before.dropped),
      });
      this.#pending.set(name, more(now.pending, 0));
    }
    this.#told = counts;
  }

  /** Counts as lost what waited in a process that is gone. */
  lost(): void {
    for (const [name, dropped] of this.#pending) {
      this.#deployment.collection(name)?.count({ ...NOTHING, dropped });
    }
    this.#pending.clear();
  }

  #collections(): Collection[] {
    return this.#deployment.config.collections.flatMap(({ name }) =>
      this.#deployment.collection(name) ?? []
    );
  }

  #placeOf(folder: string): { collection: Collection; rest: string } {
    const { endpoint, deployment } = this.#deployment;
    const [first, second, name = "", ...rest] = folder.split("/");
    const collection = this.#deployment.collection(name);
    if (
      first !== endpoint || second !== deployment || collection?.name !== name
    ) throw strange(folder);
    return { collection, rest: rest.join("/") };
  }
}

/** A count only grows. */
function more(now: number, before: number): number {
  return Number.isSafeInteger(now) && now > before ? now - before : 0;
}

function strange(place: string): RangeError {
  return new RangeError(
    `Cannot collect into ${
      JSON.stringify(place)
    }: it is no place of the deployment`,
  );
}
