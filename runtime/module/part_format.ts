import type { Bytes } from "../../frame/bytes.ts";
import { ScoringError, SCRIPT_FAILURE } from "../errors.ts";
import { bytesIn } from "./bytes_in.ts";
import { resultJson } from "./result_json.ts";
import type { StreamType } from "./stream_type.ts";
import { typeName } from "./type_name.ts";

/** How the parts of an answer are written. */
export interface PartFormat {
  /** What the answer's headers say of it. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Writes a part.
   *
   * @param part What the iterator gave.
   * @returns Its bytes.
   * @throws {TypeError | ScoringError} If it cannot be written in this format.
   */
  write(part: unknown): Bytes;
  /**
   * Writes that no more parts come because something failed; absent where
   * only the end of the connection can say so.
   *
   * @param error What failed.
   */
  writeFailure?(error: unknown): Bytes;
}

const ENCODER = new TextEncoder();
/** What stands in front of hosts is not to wait for more of it. */
const UNHELD = { "cache-control": "no-cache", "x-accel-buffering": "no" };

/**
 * How the parts of an answer are written: as asked for, else texts and bytes as
 * they are, by the first one's type, and other values as lines of JSON.
 *
 * @param first The first part.
 * @param type What the client or the module asked for.
 * @returns The format. Bytes are sent as they are, whatever was asked for.
 */
export function partFormat(
  first: unknown,
  type: StreamType | undefined,
): PartFormat {
  if (bytesIn(first) !== undefined) return BYTES;
  if (type !== undefined) return FORMATS[type];
  return typeof first === "string" ? TEXT : FORMATS["application/x-ndjson"];
}

const BYTES: PartFormat = {
  headers: { "content-type": "application/octet-stream" },
  write: plainBytes,
};
const TEXT: PartFormat = {
  headers: { "content-type": "text/plain; charset=utf-8" },
  write: plainBytes,
};
const FORMATS: Readonly<Record<StreamType, PartFormat>> = {
  "application/x-ndjson": {
    headers: { "content-type": "application/x-ndjson", ...UNHELD },
    write: (part) => ENCODER.encode(`${jsonOf(part)}\n`),
    writeFailure: (error) => ENCODER.encode(`${failureJson(error)}\n`),
  },
  "text/event-stream": {
    headers: { "content-type": "text/event-stream", ...UNHELD },
    write: (part) =>
      eventOf(typeof part === "string" ? part : jsonOf(part), ""),
    writeFailure: (error) => eventOf(failureJson(error), "event: error\n"),
  },
};

/** An event; each line of its data stands by itself. */
function eventOf(data: string, fields: string): Bytes {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return ENCODER.encode(`${fields}${lines.join("")}\n`);
}

function jsonOf(part: unknown): string {
  return part === null || part === undefined ? "null" : resultJson(part);
}

/** What the client may know; the reason goes to the log alone. */
function failureJson(error: unknown): string {
  const message = error instanceof ScoringError
    ? error.message
    : SCRIPT_FAILURE;
  return JSON.stringify({ error: message });
}

function plainBytes(part: unknown): Bytes {
  if (typeof part === "string") return ENCODER.encode(part);
  const bytes = bytesIn(part);
  if (bytes !== undefined) return bytes;
  throw new TypeError(
    `Cannot send a part of what run() returned: it is a ${
      typeName(part)
    }, and the parts before it were text or bytes; give values alone, which are sent as lines of JSON, or write it as JSON.stringify(part) + "\\n"`,
  );
}
