import type { DataFrame } from "../frame/data_frame.ts";
import type { BatchWindow } from "./batch_window.ts";
import type { CollectionConfig } from "./config.ts";
import { checkTimestamp, type CorrelationContext } from "./correlation.ts";
import {
  type Counters,
  type MutableCounters,
  newCounters,
} from "./counters.ts";
import { attributesOf, type EventFields } from "./event_line.ts";
import {
  EventWriter,
  type EventWriterOptions,
  type PendingEvent,
} from "./event_writer.ts";
import { isSampled } from "./is_sampled.ts";
import type { RemovedFile, SpooledContent } from "./spool.ts";

/** What a collection needs of its deployment. */
export interface CollectionOptions extends EventWriterOptions {
  /** Its part of the configuration. */
  readonly config: CollectionConfig;
  /** How many unfinished lines of an earlier run were cut off. */
  readonly torn: number;
  /**
   * Where frames wait for others to share an event with; absent if they do not.
   *
   * @internal
   */
  readonly window: BatchWindow | undefined;
  /** Called when lines of this collection reached the spool. */
  readonly onSpooled: (collection: Collection) => void;
  /** Called when something could not be written, and was dropped. */
  readonly onProblem: (error: Error, collection: Collection) => void;
  /** Called when a file of this collection was removed while it was written to. */
  readonly onRemoved: (file: RemovedFile, collection: Collection) => void;
}

/** What else is known of something that is collected. */
export interface CollectOptions {
  /** The id of the request that is served; the context's id if absent. */
  readonly requestId?: string | undefined;
  /** The other attributes of its event, if they are not the usual ones. */
  readonly fields?: Partial<EventFields>;
}

/** A payload that is not a frame. */
export interface CollectedPayload {
  /** Its JSON on one line, or bytes that are not text. */
  readonly data: string | Uint8Array;
  /** How many rows it is counted as. */
  readonly rows: number;
  /** How many bytes were received, if they are not those of `data`. */
  readonly payloadBytes?: number;
}

/** What a collection was given that is in no line. */
export interface UnwrittenCounts {
  /** Left out by sampling. */
  readonly sampledOut: number;
  /** Not fit to be collected. */
  readonly refused: number;
  /** Lost because it could not be written. */
  readonly dropped: number;
}

/** One collection of a running deployment: samples, writes and counts what it is given. */
export class Collection {
  /** The name, as the configuration has it. */
  readonly name: string;
  /** Its part of the configuration. */
  readonly config: CollectionConfig;
  readonly #now: () => number;
  readonly #counters: MutableCounters = newCounters();
  readonly #writer: EventWriter;
  readonly #window: BatchWindow | undefined;
  readonly #onSpooled: (collection: Collection) => void;
  readonly #onProblem: (error: Error, collection: Collection) => void;
  #isClosed = false;

  /**
   * Makes the collection.
   *
   * @param options What it needs of its deployment.
   */
  constructor(options: CollectionOptions) {
    this.name = options.config.name;
    this.config = options.config;
    this.#now = options.now;
    this.#counters.torn = options.torn;
    this.#onSpooled = options.onSpooled;
    this.#onProblem = options.onProblem;
    this.#writer = new EventWriter(options, {
      counters: this.#counters,
      onProblem: (error) => options.onProblem(error, this),
      onRemoved: (file) => options.onRemoved(file, this),
    });
    this.#window = options.window;
  }

  /** What became of the data, now. */
  get counters(): Counters {
    return { ...this.#counters };
  }

  /**
   * Takes one frame. What becomes of it is in `correlation.recorded`.
   *
   * @param frame The frame; it is written at once, so a later change is not recorded.
   * @param correlation The context, which also gets its time if it has none.
   * @param options What else is known.
   * @throws {Error} If the frame or the context cannot be written: it is counted as refused.
   */
  collect(
    frame: DataFrame,
    correlation: CorrelationContext,
    options: CollectOptions = {},
  ): void {
    this.#take(correlation, () => {
      const fields = this.#fieldsOf(correlation, options);
      if (this.#window === undefined) {
        const { length: rows } = frame;
        this.#writer.write({
          fields,
          data: frame,
          rows,
          contexts: [correlation],
        });
      } else {
        this.#window.add({
          frame,
          correlation,
          fields,
          period: this.#writer.periodOf(fields.timestamp),
          collection: this.name,
          write: (event) => this.#writer.write(event),
        });
      }
    });
  }

  /**
   * Takes a payload that is not a frame.
   *
   * @param payload The payload.
   * @param correlation The context, which also gets its time if it has none.
   * @param options What else is known.
   * @throws {Error} If it cannot be written: it is counted as refused.
   */
  collectPayload(
    payload: CollectedPayload,
    correlation: CorrelationContext,
    options: CollectOptions = {},
  ): void {
    this.#take(correlation, () => {
      const fields = this.#fieldsOf(correlation, options);
      const pending: PendingEvent = {
        ...payload,
        fields,
        contexts: [correlation],
      };
      this.#writer.write(pending);
    });
  }

  /**
   * Counts something that was not a table.
   *
   * @param correlation The context it came with.
   */
  refuse(correlation: CorrelationContext): void {
    this.#counters.collected++;
    this.#counters.refused++;
    correlation.recorded = "refused";
    this.#window?.release(correlation);
  }

  /**
   * Takes lines that another writer of this deployment made.
   *
   * @param period Their period, as in `2026/09/30/09`.
   * @param lines The lines.
   * @param content What they are.
   */
  takeLines(
    period: string,
    lines: Uint8Array,
    content: Required<SpooledContent>,
  ): void {
    if (this.#writer.take(period, lines, content)) this.#onSpooled(this);
  }

  /**
   * Writes a file that lines name which another writer of this deployment made.
   *
   * @param path Its path in the spool.
   * @param bytes Its content.
   * @throws {Error} If it cannot be written.
   */
  takeFile(path: string, bytes: Uint8Array): void {
    this.#writer.takeFile(path, bytes);
  }

  /**
   * Counts what another writer of this deployment was given and has no line for.
   *
   * @param counts How much more it is.
   */
  count({ sampledOut, refused, dropped }: UnwrittenCounts): void {
    this.#counters.collected += sampledOut + refused + dropped;
    this.#counters.sampledOut += sampledOut;
    this.#counters.refused += refused;
    this.#counters.dropped += dropped;
  }

  /** Hands all lines that wait to the spool; a failure is counted and reported, never thrown. */
  flush(): void {
    if (this.#writer.flush()) this.#onSpooled(this);
  }

  /** Hands all lines to the spool; what comes later is dropped. */
  close(): void {
    this.#isClosed = true;
    this.flush();
  }

  /** Counts lines whose file somebody removed, and tells of them. */
  tellRemoved(): void {
    this.#writer.tellRemoved();
  }

  /** Closes the collection. */
  [Symbol.dispose](): void {
    this.close();
  }

  #take(correlation: CorrelationContext, write: () => void): void {
    const counters = this.#counters;
    if (typeof correlation.id !== "string") {
      this.refuse(correlation);
      throw new TypeError(
        `Cannot collect under a correlation id that is a ${typeof correlation
          .id}: expected a string`,
      );
    }
    counters.collected++;
    if (!isSampled(correlation.id, this.config.samplingRate)) {
      counters.sampledOut++;
      correlation.recorded = "sampled-out";
      return;
    }
    if (this.#isClosed) {
      counters.dropped++;
      correlation.recorded = "refused";
      this.#onProblem(
        new Error(`Cannot collect "${this.name}": the deployment is closed`),
        this,
      );
      return;
    }
    counters.recorded++;
    counters.pending++;
    correlation.recorded = "recorded";
    try {
      write();
    } catch (error) {
      counters.recorded--;
      counters.pending--;
      counters.refused++;
      correlation.recorded = "refused";
      this.#window?.release(correlation);
      throw error;
    }
  }

  #fieldsOf(
    correlation: CorrelationContext,
    options: CollectOptions,
  ): EventFields {
    const timestamp = correlation.timestamp ??= Math.floor(this.#now() / 1000);
    checkTimestamp(timestamp);
    const { requestId = correlation.id, fields } = options;
    const usual: EventFields = {
      id: crypto.randomUUID(),
      timestamp,
      correlationId: correlation.id,
      requestId,
      attributes: fields?.attributes ?? attributesOf(correlation.headers),
    };
    return fields === undefined ? usual : { ...fields, ...usual };
  }
}
