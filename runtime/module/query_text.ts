import { unicodeEscape } from "../../ground/unicode_escape.ts";
/**
 * A query as the JSON text that a module in string mode gets for a GET: each
 * value is taken as JSON if it is some, else as text; a name that repeats
 * becomes a list. Written as Python's `json.dumps` writes it, with a space
 * after each comma and colon, since scripts compare it.
 *
 * @param query The parameters.
 * @returns The text of one JSON object.
 */
export function queryText(query: URLSearchParams): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [jsonOf(value)]);
    else list.push(jsonOf(value));
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
 */
export function queryObject(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(Object.entries(JSON.parse(queryText(query))));
}

function jsonOf(text: string): string {
  try {
    return spaced(JSON.parse(text), text);
  } catch {
    return quote(text);
  }
}

function spaced(value: unknown, source: string): string {
  // A number is passed on in the client's own digits, so that 1.0 stays 1.0.
  if (typeof value === "number") return source.trim();
  return write(value);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, member]) =>
      `${quote(name)}: ${write(member)}`
    );
    return `{${members.join(", ")}}`;
  }
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    unicodeEscape,
  );
}
