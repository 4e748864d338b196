import { jsonExcess, MAX_JSON_DEPTH } from "../ground/json_excess.ts";

/** One HTTP message, as payload logging takes it. */
export interface HttpPayload {
  /** The headers. */
  readonly headers: Headers;
  /** The body as it was received or sent; empty for none. */
  readonly body: Uint8Array;
}

/** One HTTP request. */
export interface RequestPayload extends HttpPayload {
  /** The method, such as `POST`. */
  readonly method: string;
  /** The path with its query, such as `/score?size=1`. */
  readonly path: string;
}

/** A body as the `data` of an event. */
export interface PayloadData {
  /** JSON on one line, or bytes that are not text. */
  readonly data: string | Uint8Array;
  /** The `datacontenttype`. */
  readonly contentType: string;
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;
const TEXT_TYPE =
  /^text\/|^application\/(?:xml|x-www-form-urlencoded|javascript|yaml|x-ndjson|jsonl)$|\+xml$/;

/**
 * Reads a body as its content type says: JSON as it is, any other text as a
 * string, the rest as bytes. What claims to be JSON or text and is not, is
 * taken as the next in this row.
 *
 * @param payload The message.
 * @returns The data; its JSON has the bytes of the body but for line breaks, which become spaces.
 */
export function payloadData(payload: HttpPayload): PayloadData {
  const { headers, body } = payload;
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const isJson = type === undefined || type === "" || JSON_TYPE.test(type);
  if (!isJson && !TEXT_TYPE.test(type)) {
    return { data: body, contentType: "text/plain" };
  }
  const text = decode(body);
  if (text === undefined) return { data: body, contentType: "text/plain" };
  if (isJson && isJsonText(text, body)) {
    // A line break is legal between the tokens of JSON only.
    const data = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, " ") : text;
    return { data, contentType: "application/json" };
  }
  return {
    data: text === "" ? "null" : JSON.stringify(text),
    contentType: isJson ? "text/plain" : type,
  };
}

/**
 * The captured headers of a message.
 *
 * @param headers The headers.
 * @param names Their names, in lower case.
 * @returns The values of those that are there.
 */
export function captured(
  headers: Headers,
  names: readonly string[],
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) result[name] = value;
  }
  return result;
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(body);
  } catch {
    return undefined;
  }
}

/** What is nested out of all proportion is recorded as text: to parse it takes fifty times its size. */
function isJsonText(text: string, body: Uint8Array): boolean {
  if (jsonExcess(body, { depth: MAX_JSON_DEPTH }) !== undefined) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
