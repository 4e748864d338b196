import type { DataFrame } from "../frame/data_frame.ts";
import { recordsJson } from "../frame/records_json.ts";
import type { CollectionConfig } from "./config.ts";
import type { CorrelationContext } from "./correlation.ts";
import {
  type Counters,
  type MutableCounters,
  newCounters,
} from "./counters.ts";
import {
  attributesOf,
  type EventFields,
  EventLine,
  type EventTemplate,
} from "./event_line.ts";
import { LineBuffer } from "./line_buffer.ts";
import { RollingFolders, type RollingRate } from "./rolling.ts";
import { isSampled } from "./sampling.ts";
import type { Spool } from "./spool.ts";

/** What a collection needs of its deployment. */
export interface CollectionOptions {
  /** Its part of the configuration. */
  readonly config: CollectionConfig;
  /** What its events have in common. */
  readonly template: EventTemplate;
  /** The folder of the deployment, `<endpoint>/<deployment>`. */
  readonly folder: string;
  /** The URI of the folder that the spool's paths are relative to. */
  readonly rootUri: string;
  /** How often a new folder begins. */
  readonly rollingRate: RollingRate;
  /** Payloads above this go to a file of their own. */
  readonly largePayloadBytes: number;
  /** Where lines go. */
  readonly spool: Spool;
  /** The clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Hears that lines of this collection reached the spool. */
  readonly onSpooled: (collection: Collection) => void;
  /** Hears that lines could not be written, and were dropped. */
  readonly onProblem: (error: Error, collection: Collection) => void;
}

/** Lines are handed to the spool at the latest when this many bytes wait. */
const FLUSH_BYTES = 256 * 1024;

/** One collection of a running deployment: turns what it is given into lines, and counts. */
export class Collection {
  /** The name, as the configuration has it. */
  readonly name: string;
  /** Its part of the configuration. */
  readonly config: CollectionConfig;
  readonly #options: CollectionOptions;
  readonly #path: string;
  readonly #line: EventLine;
  readonly #folders: RollingFolders;
  readonly #buffer = new LineBuffer();
  readonly #counters: MutableCounters = newCounters();
  #pendingContexts: CorrelationContext[] = [];
  #pendingEvents = 0;
  #pendingRows = 0;
  #pendingBytes = 0;
  #period = "";
  #folder = "";

  /**
   * Makes the collection.
   *
   * @param options What it needs of its deployment.
   */
  constructor(options: CollectionOptions) {
    this.name = options.config.name;
    this.config = options.config;
    this.#options = options;
    this.#path = `${options.folder}/${this.name}`;
    this.#line = new EventLine(options.template);
    this.#folders = new RollingFolders(options.rollingRate);
  }

  /** What became of the data, now. */
  get counters(): Counters {
    return { ...this.#counters };
  }

  /** Whether lines wait to be handed to the spool. */
  get isPending(): boolean {
    return this.#pendingContexts.length > 0;
  }

  /**
   * Takes one frame. What becomes of it is in `correlation.recorded`.
   *
   * @param frame The frame; it is written at once, so a later change is not recorded.
   * @param correlation The context, which also gets its time if it has none.
   * @param requestId The id of the request that is served; the context's if absent.
   * @throws {Error} If the frame or the context cannot be written: it is counted as refused.
   */
  collect(
    frame: DataFrame,
    correlation: CorrelationContext,
    requestId: string = correlation.id,
  ): void {
    if (!this.#admits(correlation)) return;
    try {
      const dataJson = recordsJson(frame);
      this.#write(dataJson, frame.length, { correlation, requestId });
    } catch (error) {
      this.#refuse(correlation);
      throw error;
    }
  }

  /** Hands all lines that wait to the spool; a failure is counted and reported, never thrown. */
  flush(): void {
    if (this.#pendingContexts.length === 0) return;
    const counters = this.#counters;
    const contexts = this.#pendingContexts;
    const events = this.#pendingEvents;
    const bytes = this.#buffer.length + this.#pendingBytes;
    const rows = this.#pendingRows;
    let failure: Error | undefined;
    try {
      this.#options.spool.append(this.#folder, this.#buffer.view());
    } catch (error) {
      failure = asError(error);
    }
    this.#pendingContexts = [];
    this.#pendingEvents = this.#pendingRows = this.#pendingBytes = 0;
    this.#buffer.truncate(0);
    counters.pending -= contexts.length;
    if (failure === undefined) {
      counters.events += events;
      counters.merged += contexts.length - events;
      counters.rows += rows;
      counters.bytes += bytes;
      this.#options.onSpooled(this);
      return;
    }
    counters.recorded -= contexts.length;
    counters.dropped += contexts.length;
    for (const context of contexts) context.recorded = "refused";
    this.#options.onProblem(failure, this);
  }

  /** Counts something that was no frame. */
  refuse(correlation: CorrelationContext): void {
    this.#counters.collected++;
    this.#refuse(correlation);
  }

  #admits(correlation: CorrelationContext): boolean {
    this.#counters.collected++;
    if (isSampled(correlation.id, this.config.samplingRate)) return true;
    this.#counters.sampledOut++;
    correlation.recorded = "sampled-out";
    return false;
  }

  #refuse(correlation: CorrelationContext): void {
    this.#counters.refused++;
    correlation.recorded = "refused";
  }

  #write(
    dataJson: string,
    rows: number,
    about: { correlation: CorrelationContext; requestId: string },
  ): void {
    const { correlation, requestId } = about;
    const clockMs = this.#options.now();
    const timestamp = correlation.timestamp ??= Math.floor(clockMs / 1000);
    const period = this.#folders.of(timestamp * 1000, clockMs);
    const attributes = attributesOf(correlation.headers);
    const fields: EventFields = {
      id: crypto.randomUUID(),
      timestamp,
      correlationId: correlation.id,
      requestId,
      ...(attributes === undefined ? {} : { attributes }),
    };
    const head = this.#line.head(fields);
    if (this.#period !== period) this.#moveTo(period);
    const buffer = this.#buffer;
    const mark = buffer.length;
    buffer.append(head);
    const dataAt = buffer.length;
    const bytes = buffer.append(dataJson);
    if (
      bytes > this.#options.largePayloadBytes &&
      !this.#writeLarge(fields, { mark, dataAt, period })
    ) {
      this.#counters.dropped++;
      correlation.recorded = "refused";
      return;
    }
    buffer.append(this.#line.tail(fields, { bytes }));
    this.#taken(correlation, { rows, timestamp });
  }

  #writeLarge(
    fields: EventFields,
    at: { mark: number; dataAt: number; period: string },
  ): boolean {
    const { spool, folder: deployment, rootUri } = this.#options;
    const path = `${deployment}/${at.period}/${fields.id}.jsonl`;
    const data = this.#buffer.view(at.dataAt);
    try {
      spool.put(path, data);
    } catch (error) {
      this.#buffer.truncate(at.mark);
      this.#options.onProblem(asError(error), this);
      return false;
    }
    this.#pendingBytes += data.length;
    this.#buffer.truncate(at.mark);
    this.#buffer.append(this.#line.head(fields, "dataref"));
    this.#buffer.append(JSON.stringify(`${rootUri}/${path}`));
    return true;
  }

  #moveTo(period: string): void {
    this.flush();
    this.#period = period;
    this.#folder = `${this.#path}/${period}`;
  }

  #taken(
    correlation: CorrelationContext,
    event: { rows: number; timestamp: number },
  ): void {
    this.#counters.recorded++;
    this.#counters.pending++;
    this.#counters.lastEventSeconds = event.timestamp;
    this.#pendingContexts.push(correlation);
    this.#pendingEvents++;
    this.#pendingRows += event.rows;
    correlation.recorded = "recorded";
    if (this.#buffer.length >= FLUSH_BYTES) this.flush();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
