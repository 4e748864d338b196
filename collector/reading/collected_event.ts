import { isRecord } from "../../ground/is_record.ts";
import { toError } from "../../ground/to_error.ts";
import { parseWithExactIntegers } from "./exact_integers.ts";

/** One line of a collection, read back. */
export interface CollectedEvent {
  /** The event's own id. */
  readonly id: string;
  /** The collection, from the type. */
  readonly collection: string;
  /** The time as it was written, such as `2026-09-30T09:15:00Z`. */
  readonly time: string;
  /** The time in epoch milliseconds. */
  readonly timeMs: number;
  /** The correlation id; empty if the event has none. */
  readonly correlationId: string;
  /** The id of the request; empty if the event has none. */
  readonly requestId: string;
  /** The payload; `undefined` if it is in a file of its own. Integers beyond 2^53 are `bigint`. */
  readonly data: unknown;
  /** The file that holds the payload, if the line does not. */
  readonly dataref: string | undefined;
  /** How many bytes the payload had; `undefined` if it is not said. */
  readonly contentBytes: number | undefined;
  /** All attributes, by name. */
  readonly attributes: ReadonlyMap<string, unknown>;
}

/** What could not be read, and where. */
export interface ReadProblem {
  /** The line, from 1. */
  readonly line: number;
  /** What is wrong with it. */
  readonly error: Error;
}

const TYPE_PREFIX = "azureml.inference.";
const CONTENT_RANGE = /^bytes[ _]0-(\d+)\//;

/**
 * Reads one line. Attributes may stand in any order, and a comma may follow.
 *
 * @param line The line.
 * @param onFloat Hears the key of each number in it that is written as a float.
 * @returns The event.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {TypeError} If it is not an event, by the attribute that is missing.
 */
export function parseEvent(
  line: string,
  onFloat?: (key: string) => void,
): CollectedEvent {
  const value = parseWithExactIntegers(line.replace(/,\s*$/, ""), onFloat);
  if (!isRecord(value)) {
    throw new TypeError("Cannot read an event: it is not a JSON object");
  }
  const attributes = new Map<string, unknown>(Object.entries(value));
  const type = textOf(attributes, "type");
  const time = textOf(attributes, "time");
  const timeMs = Date.parse(time);
  if (Number.isNaN(timeMs)) {
    throw new TypeError('Cannot read an event: its "time" is not a time');
  }
  const dataref = attributes.get("dataref");
  const range = CONTENT_RANGE.exec(String(attributes.get("contentrange")));
  return {
    id: textOf(attributes, "id"),
    collection: type.startsWith(TYPE_PREFIX)
      ? type.slice(TYPE_PREFIX.length)
      : type,
    time,
    timeMs,
    correlationId: String(attributes.get("correlationid") ?? ""),
    requestId: String(attributes.get("xrequestid") ?? ""),
    data: attributes.get("data"),
    dataref: typeof dataref === "string" ? dataref : undefined,
    contentBytes: range === null ? undefined : Number(range[1]) + 1,
    attributes,
  };
}

/**
 * Reads the events of lines, one at a time. A line that is not an event is
 * reported and skipped; an empty one is skipped.
 *
 * @param lines The lines.
 * @param options Who hears of what cannot be read, and of keys whose numbers are floats.
 * @returns The events, in order.
 */
export async function* readEvents(
  lines: AsyncIterable<string>,
  options: {
    readonly onProblem?: (problem: ReadProblem) => void;
    readonly onFloat?: (key: string) => void;
  } = {},
): AsyncGenerator<CollectedEvent> {
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === "") continue;
    let event: CollectedEvent;
    try {
      event = parseEvent(text, options.onFloat);
    } catch (error) {
      options.onProblem?.({
        line,
        error: toError(error),
      });
      continue;
    }
    yield event;
  }
}

function textOf(
  attributes: ReadonlyMap<string, unknown>,
  name: string,
): string {
  const value = attributes.get(name);
  if (typeof value === "string") return value;
  throw new TypeError(`Cannot read an event: it has no "${name}"`);
}
