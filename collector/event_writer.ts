import { toError } from "../ground/to_error.ts";
import { ByteWriter } from "../frame/byte_writer.ts";
import { DataFrame } from "../frame/data_frame.ts";
import { writeRecordsJson } from "../frame/records_json.ts";
import type { CorrelationContext } from "./correlation.ts";
import type { MutableCounters } from "./counters.ts";
import {
  type EventFields,
  EventLine,
  type EventTemplate,
} from "./event_line.ts";
import { RollingFolders, type RollingRate } from "./rolling.ts";
import type { RemovedFile, Spool, SpooledContent } from "./spool.ts";

/** Where and how the events of one collection are written. */
export interface EventWriterOptions {
  /** What the events have in common. */
  readonly template: EventTemplate;
  /** The folder of the deployment, `<endpoint>/<deployment>`. */
  readonly folder: string;
  /** The URI of the collection's folder, for the files that its lines name. */
  readonly uri: string;
  /** How often a new folder begins. */
  readonly rollingRate: RollingRate;
  /** Payloads above this go to a file of their own. */
  readonly largePayloadBytes: number;
  /** Where lines go. */
  readonly spool: Spool;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
}

/** One event on its way to a line. */
export interface PendingEvent {
  /** Its attributes. */
  readonly fields: EventFields;
  /** What it holds: a frame, JSON on one line, or bytes that are not text. */
  readonly data: DataFrame | string | Uint8Array;
  /** The number of rows, 1 for what is not a table. */
  readonly rows: number;
  /** The contexts of all that the event was made of. */
  readonly contexts: readonly CorrelationContext[];
  /** The bytes of the payload as it was received, if they are not those of `data`. */
  readonly payloadBytes?: number;
}

/** Lines are handed to the spool at the latest when this many bytes wait. */
const FLUSH_BYTES = 256 * 1024;

/** Writes the events of one collection as lines, rolls its folders, and counts what became of them. */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #counters: MutableCounters;
  readonly #onProblem: (error: Error) => void;
  readonly #onRemoved: (file: RemovedFile) => void;
  readonly #path: string;
  readonly #line: EventLine;
  readonly #folders: RollingFolders;
  readonly #writer = new ByteWriter();
  #contexts: CorrelationContext[] = [];
  #events = 0;
  #rows = 0;
  #fileBytes = 0;
  #period = "";
  #folder = "";

  /**
   * Makes the writer.
   *
   * @param options Where and how to write.
   * @param outcome The counters to move, and who hears of what was dropped, and of files that somebody removed.
   */
  constructor(
    options: EventWriterOptions,
    outcome: {
      readonly counters: MutableCounters;
      readonly onProblem: (error: Error) => void;
      readonly onRemoved: (file: RemovedFile) => void;
    },
  ) {
    this.#options = options;
    this.#counters = outcome.counters;
    this.#onProblem = outcome.onProblem;
    this.#onRemoved = outcome.onRemoved;
    this.#path = `${options.folder}/${options.template.collection}`;
    this.#line = new EventLine(options.template);
    this.#folders = new RollingFolders(options.rollingRate);
  }

  /**
   * The folder of the period that an event of this time belongs to now.
   *
   * @param timestamp The event's time, in epoch seconds.
   * @returns The period, as in `2026/09/30/09`.
   */
  periodOf(timestamp: number): string {
    return this.#folders.of(timestamp * 1000, this.#options.now());
  }

  /**
   * Writes an event to memory; {@linkcode EventWriter.flush} hands it on. The
   * counters `recorded` and `pending` have it already.
   *
   * @param event The event.
   * @throws {Error} If it cannot be written as JSON; nothing of it is kept.
   */
  write(event: PendingEvent): void {
    const period = this.periodOf(event.fields.timestamp);
    if (this.#period !== period) {
      this.flush();
      this.#period = period;
      this.#folder = `${this.#path}/${period}`;
    }
    const mark = this.#writer.length;
    try {
      const { fields, data, payloadBytes } = event;
      if (data instanceof Uint8Array) this.#writeBinary(fields, data);
      else this.#writeData(fields, data, { mark, payloadBytes });
    } catch (error) {
      this.#writer.truncate(mark);
      if (!(error instanceof SpoolFailure)) throw error;
      this.#drop(event.contexts, error.reason);
      return;
    }
    this.#counters.lastEventSeconds = event.fields.timestamp;
    for (const context of event.contexts) this.#contexts.push(context);
    this.#events++;
    this.#rows += event.rows;
    if (this.#writer.length >= FLUSH_BYTES) this.flush();
  }

  /**
   * Hands all lines that wait to the spool. A failure is counted and reported,
   * never thrown.
   *
   * @returns Whether there were any, and they were taken.
   */
  flush(): boolean {
    if (this.#events === 0) return false;
    const contexts = this.#contexts;
    const events = this.#events;
    const rows = this.#rows;
    const bytes = this.#writer.length + this.#fileBytes;
    this.#contexts = [];
    this.#events = this.#rows = this.#fileBytes = 0;
    try {
      this.#options.spool
        .append(this.#folder, this.#writer.view(), {
          events,
          bytes,
          rows,
          collected: contexts.length,
        });
    } catch (error) {
      this.#drop(contexts, error);
      this.tellRemoved();
      return false;
    } finally {
      this.#writer.truncate(0);
    }
    this.#counters.pending -= contexts.length;
    this.#counters.events += events;
    this.#counters.merged += contexts.length - events;
    this.#counters.rows += rows;
    this.#counters.bytes += bytes;
    this.tellRemoved();
    return true;
  }

  /**
   * Hands lines to the spool that another writer of this deployment made. A
   * failure is counted and reported, never thrown.
   *
   * @param period Their period, as in `2026/09/30/09`.
   * @param lines The lines.
   * @param content What they are.
   * @returns Whether they were taken.
   */
  take(
    period: string,
    lines: Uint8Array,
    content: Required<SpooledContent>,
  ): boolean {
    const { events, bytes, rows, collected } = content;
    const counters = this.#counters;
    counters.collected += collected;
    try {
      this.#options.spool.append(`${this.#path}/${period}`, lines, content);
    } catch (error) {
      counters.dropped += collected;
      this.#onProblem(toError(error));
      this.tellRemoved();
      return false;
    }
    counters.recorded += collected;
    counters.events += events;
    counters.merged += collected - events;
    counters.rows += rows;
    counters.bytes += bytes;
    counters.lastEventSeconds = Math.floor(this.#options.now() / 1000);
    this.tellRemoved();
    return true;
  }

  /**
   * Writes a file that lines name which another writer made.
   *
   * @param path Its path in the spool.
   * @param bytes Its content.
   * @throws {Error} If it cannot be written.
   */
  takeFile(path: string, bytes: Uint8Array): void {
    this.#options.spool.put(path, bytes);
  }

  /** Counts the lines whose file somebody removed, and tells of it. */
  tellRemoved(): void {
    const removed = this.#options.spool.takeRemoved?.(this.#path) ?? [];
    for (const file of removed) {
      this.#counters.removedEvents += file.events;
      this.#counters.removedBytes += file.bytes;
      this.#onRemoved(file);
    }
  }

  #writeData(
    fields: EventFields,
    data: DataFrame | string,
    at: { readonly mark: number; readonly payloadBytes: number | undefined },
  ): void {
    const writer = this.#writer;
    const head = this.#line.head(fields);
    let bytes: number;
    if (data instanceof DataFrame) {
      bytes = writeRecordsJson(data, writer, { head });
    } else {
      writer.append(head);
      bytes = writer.append(data);
    }
    if (bytes > this.#options.largePayloadBytes) {
      const path = `${this.#period}/${fields.id}.jsonl`;
      this.#put(
        `${this.#options.folder}/${path}`,
        writer.view(writer.length - bytes),
      );
      writer.truncate(at.mark);
      writer.append(
        this.#line.head(fields, "dataref") +
          JSON.stringify(`${parentOf(this.#options.uri)}/${path}`),
      );
    }
    writer.append(this.#line.tail(fields, at.payloadBytes ?? bytes));
  }

  #writeBinary(fields: EventFields, bytes: Uint8Array): void {
    this.#put(`${this.#folder}/${fields.id}`, bytes);
    const uri = `${this.#options.uri}/${this.#period}/${fields.id}`;
    const attributes = { ...fields.attributes, datainblob: "true" };
    const about = { ...fields, attributes };
    this.#writer.append(
      this.#line.head(about) + JSON.stringify(uri) +
        this.#line.tail(about, bytes.length),
    );
  }

  #put(path: string, bytes: Uint8Array): void {
    try {
      this.#options.spool.put(path, bytes);
    } catch (error) {
      throw new SpoolFailure(error);
    }
    this.#fileBytes += bytes.length;
  }

  #drop(contexts: readonly CorrelationContext[], error: unknown): void {
    this.#counters.pending -= contexts.length;
    this.#counters.recorded -= contexts.length;
    this.#counters.dropped += contexts.length;
    for (const context of contexts) context.recorded = "refused";
    this.#onProblem(toError(error));
  }
}

/** Large payloads lie beside the collections: readers take each file in one for lines. */
function parentOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}

/** Tells a spool that failed from data that cannot be written. */
class SpoolFailure extends Error {
  override readonly name = "SpoolFailure";
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("Cannot write to the spool");
    this.reason = reason;
  }
}
