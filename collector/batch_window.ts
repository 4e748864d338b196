import type { DataFrame } from "../frame/data_frame.ts";
import { recordsJson } from "../frame/records_json.ts";
import type { CorrelationContext } from "./correlation.ts";
import type { EventFields } from "./event_line.ts";
import type { PendingEvent } from "./event_writer.ts";
import { isSampled } from "./is_sampled.ts";

/** A frame that may wait for others. */
export interface BatchEntry {
  /** The frame. */
  readonly frame: DataFrame;
  /** Its context. */
  readonly correlation: CorrelationContext;
  /** The attributes its event would have. */
  readonly fields: EventFields;
  /** The folder its event belongs to. */
  readonly period: string;
  /** The name of its collection. */
  readonly collection: string;
  /** Takes the event that it becomes, or becomes part of. */
  readonly write: (event: PendingEvent) => void;
}

/** A collection whose frames may share events. */
export interface BatchedCollection {
  /** Its name. */
  readonly name: string;
  /** The share of correlation ids that it keeps. */
  readonly samplingRate: number;
}

/** What a window is made of. */
export interface BatchWindowOptions {
  /** How long a frame waits for others. */
  readonly windowMs: number;
  /** All collections of the deployment that take frames. */
  readonly collections: readonly BatchedCollection[];
  /** Hears that a window's time was up, when its events were written. */
  readonly onEnd: () => void;
}

/** A frame in the window, as JSON. */
interface HeldFrame {
  readonly entry: BatchEntry;
  readonly json: string;
}

/** What was collected under one id: it shares events with others as a whole, or not at all. */
interface Scoring {
  readonly frames: Map<string, HeldFrame>;
  /** How many collections keep this id. */
  readonly expected: number;
  /** Whether it has waited for a whole window. */
  isAged: boolean;
}

/** A window is ended when the JSON in it is longer than this many characters. */
const MAX_LENGTH = 512 * 1024;

/**
 * Lets frames that are collected within a window share one event: the rows in
 * order, under the first one's id, time and attributes. One window serves all
 * collections of a deployment, so that the events of one id have the rows of
 * the same scorings in the same order in each. For that, a scoring is joined
 * with others only once every collection that keeps its id has its frame, all
 * of one length; whatever is not whole after a window at most two long goes out
 * under its own id, and so does all that comes later. An id that somebody gave
 * is always kept. What is in the window is in memory only.
 */
export class BatchWindow {
  readonly #options: BatchWindowOptions;
  readonly #scorings = new Map<string, Scoring>();
  /** Contexts of which something went out: what follows belongs to that. */
  readonly #gone = new WeakSet<CorrelationContext>();
  #length = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes an empty window.
   *
   * @param options How long it is, for which collections, and who hears of its end.
   */
  constructor(options: BatchWindowOptions) {
    this.#options = options;
  }

  /**
   * Takes a frame: it is written with others, or alone.
   *
   * @param entry The frame.
   * @throws {TypeError} If it cannot be written as JSON; what waits under its id goes out alone.
   */
  add(entry: BatchEntry): void {
    const { correlation, collection } = entry;
    const held: HeldFrame = { entry, json: recordsJson(entry.frame) };
    const scoring = this.#scorings.get(correlation.id) ??
      this.#begin(correlation);
    if (
      scoring === undefined || scoring.frames.has(collection) ||
      !this.#options.collections.some(({ name }) => name === collection)
    ) {
      this.release(correlation);
      writeTogether([held]);
      return;
    }
    scoring.frames.set(collection, held);
    this.#length += held.json.length;
    this.#timer ??= setTimeout(() => this.tick(), this.#options.windowMs);
    if (this.#length > MAX_LENGTH) this.end();
  }

  /**
   * Writes what waits under a context's id alone: nothing else of this scoring
   * is to be waited for, or it could not be taken.
   *
   * @param correlation The context.
   */
  release(correlation: CorrelationContext): void {
    this.#gone.add(correlation);
    const scoring = this.#scorings.get(correlation.id);
    if (scoring === undefined) return;
    this.#remove(correlation.id, scoring);
    for (const held of scoring.frames.values()) writeTogether([held]);
  }

  /** Writes all that waits, with others where it is whole. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write([...this.#scorings]);
  }

  /** Ends one window: what is whole leaves; what is not, and came within it, has one window more. */
  tick(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#write(
      [...this.#scorings].filter(([, one]) => isWhole(one) || one.isAged),
    );
    for (const scoring of this.#scorings.values()) scoring.isAged = true;
    if (this.#scorings.size > 0) {
      this.#timer = setTimeout(() => this.tick(), this.#options.windowMs);
    }
    this.#options.onEnd();
  }

  #begin(correlation: CorrelationContext): Scoring | undefined {
    if (correlation.isIdMadeUp !== true || this.#gone.has(correlation)) {
      return undefined;
    }
    const { id } = correlation;
    const expected = this.#options.collections
      .filter(({ samplingRate }) => isSampled(id, samplingRate)).length;
    const scoring = { frames: new Map(), expected, isAged: false };
    this.#scorings.set(id, scoring);
    return scoring;
  }

  #remove(id: string, scoring: Scoring): void {
    this.#scorings.delete(id);
    for (const { entry, json } of scoring.frames.values()) {
      this.#gone.add(entry.correlation);
      this.#length -= json.length;
    }
  }

  #write(leaving: readonly (readonly [string, Scoring])[]): void {
    const groups = new Map<string, Scoring[]>();
    for (const [id, scoring] of leaving) {
      this.#remove(id, scoring);
      const key = isWhole(scoring) ? shapeOf(scoring) : id;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [scoring]);
      else group.push(scoring);
    }
    for (const group of groups.values()) {
      for (const name of group[0]!.frames.keys()) {
        writeTogether(group.map(({ frames }) => frames.get(name)!));
      }
    }
  }
}

/** Whether everything that is kept of it is there, row by row. */
function isWhole({ frames, expected }: Scoring): boolean {
  if (frames.size < expected) return false;
  const lengths = [...frames.values()].map(({ entry }) => entry.frame.length);
  return lengths.every((length) => length === lengths[0]);
}

/** What scorings have in common that share events. */
function shapeOf({ frames }: Scoring): string {
  return JSON.stringify(
    [...frames.keys()].sort().map((name) => {
      const { period, frame, fields } = frames.get(name)!.entry;
      return [name, period, frame.names, fields.attributes];
    }),
  );
}

function writeTogether(group: readonly HeldFrame[]): void {
  const { fields, write } = group[0]!.entry;
  const parts = group.map(({ json }) => json.slice(1, -1))
    .filter((rows) => rows !== "");
  write({
    fields,
    data: `[${parts.join(",")}]`,
    rows: group.reduce((rows, { entry }) => rows + entry.frame.length, 0),
    contexts: group.map(({ entry }) => entry.correlation),
  });
}
