import type { DataFrame } from "../frame/data_frame.ts";
import { recordsJson } from "../frame/records_json.ts";
import type { CorrelationContext } from "./correlation.ts";
import type { EventFields } from "./event_line.ts";
import type { PendingEvent } from "./event_writer.ts";

/** A frame that waits for others. */
export interface BatchEntry {
  /** The frame. */
  readonly frame: DataFrame;
  /** Its context. */
  readonly correlation: CorrelationContext;
  /** The attributes its event would have. */
  readonly fields: EventFields;
  /** The folder its event belongs to. */
  readonly period: string;
}

/** An event that grows. */
interface OpenBatch {
  readonly first: BatchEntry;
  readonly contexts: CorrelationContext[];
  readonly parts: string[];
  rows: number;
  length: number;
}

/** A batch is closed when its JSON is longer than this many characters. */
const MAX_LENGTH = 256 * 1024;

/**
 * Lets frames with the same columns that arrive within a window share one
 * event: the rows in order, under the first one's id, time and attributes.
 * What is in the open window is in memory only.
 */
export class BatchWindow {
  readonly #windowMs: number;
  readonly #close: (event: PendingEvent) => void;
  readonly #onEnd: () => void;
  #open: OpenBatch | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes a closed window.
   *
   * @param windowMs How long the first frame waits.
   * @param listeners Who takes the event of a window that closes, and who hears that its time was up.
   */
  constructor(
    windowMs: number,
    listeners: {
      readonly close: (event: PendingEvent) => void;
      readonly onEnd: () => void;
    },
  ) {
    this.#windowMs = windowMs;
    this.#close = listeners.close;
    this.#onEnd = listeners.onEnd;
  }

  /**
   * Takes a frame into the open window, or into a new one.
   *
   * @param entry The frame.
   * @throws {TypeError} If it cannot be written as JSON; the window is as before.
   */
  add(entry: BatchEntry): void {
    const json = recordsJson(entry.frame);
    const rowsJson = json.slice(1, -1);
    if (this.#open !== undefined && !sharesEvent(this.#open.first, entry)) {
      this.end();
    }
    if (this.#open === undefined) {
      this.#open = {
        first: entry,
        contexts: [],
        parts: [],
        rows: 0,
        length: 0,
      };
      this.#timer = setTimeout(() => {
        this.end();
        this.#onEnd();
      }, this.#windowMs);
    }
    const batch = this.#open;
    batch.contexts.push(entry.correlation);
    batch.rows += entry.frame.length;
    if (rowsJson !== "") batch.parts.push(rowsJson);
    batch.length += rowsJson.length;
    if (batch.length > MAX_LENGTH) this.end();
  }

  /** Ends the window, if it is open. */
  end(): void {
    const batch = this.#open;
    if (batch === undefined) return;
    clearTimeout(this.#timer);
    this.#open = undefined;
    this.#close({
      fields: batch.first.fields,
      data: `[${batch.parts.join(",")}]`,
      rows: batch.rows,
      contexts: batch.contexts,
    });
  }
}

function sharesEvent(first: BatchEntry, next: BatchEntry): boolean {
  if (first.period !== next.period) return false;
  if (!sameAttributes(first.fields.attributes, next.fields.attributes)) {
    return false;
  }
  const names = first.frame.names;
  const others = next.frame.names;
  return names === others || names.length === others.length &&
      names.every((name, i) => name === others[i]);
}

function sameAttributes(
  first: Readonly<Record<string, string>> | undefined,
  next: Readonly<Record<string, string>> | undefined,
): boolean {
  return first === next || JSON.stringify(first) === JSON.stringify(next);
}
