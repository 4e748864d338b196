import { unicodeEscape } from "../../ground/unicode_escape.ts";
import { requireBounded } from "./require_bounded.ts";

/**
 * A query as the JSON text that a module in string mode gets for a GET: each
 * value is taken as JSON if it is some, else as text; a name that repeats
 * becomes a list. Spaced as Python's `json.dumps` spaces it, since scripts
 * compare it; every number is passed on in the client's own digits, so that
 * `1.0` stays `1.0` and an integer of any size is exact, as in a body.
 *
 * @param query The parameters.
 * @returns The text of one JSON object.
 * @throws {ScoringError} `bad-input`, if a value is nested too deeply.
 */
export function queryText(query: URLSearchParams): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [jsonOf(name, value)]);
    else list.push(jsonOf(name, value));
  }
  const members = [...values].map(([name, list]) =>
    `${quote(name)}: ${list.length === 1 ? list[0] : `[${list.join(", ")}]`}`
  );
  return `{${members.join(", ")}}`;
}

/**
 * A query as an object, by the same rules.
 *
 * @param query The parameters.
 * @returns One property a name.
 * @throws {ScoringError} `bad-input`, if a value is nested too deeply.
 */
export function queryObject(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(Object.entries(JSON.parse(queryText(query))));
}

function jsonOf(name: string, text: string): string {
  requireBounded(
    new TextEncoder().encode(text),
    `the parameter ${JSON.stringify(name)}`,
  );
  return isJson(text) ? spaced(text) : quote(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[,:]|\s+/g;

/** The same JSON with a space after each comma and colon, and ASCII only. */
function spaced(json: string): string {
  return json.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return quote(JSON.parse(token));
    return token === "," || token === ":" ? `${token} ` : "";
  });
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    unicodeEscape,
  );
}
