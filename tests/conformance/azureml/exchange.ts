import { assertEquals } from "@std/assert";
import type { ServerPair } from "./contract_hosts.ts";

/** What of an answer is compared. */
export interface Answer {
  readonly status: number;
  /** JSON as a value, everything else as text. */
  readonly body: unknown;
  /** The headers that the contract is about; `null` in a difference where there is none. */
  readonly headers: Readonly<Record<string, string | null>>;
}

/** A request that both servers are sent. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** What Samla answers that is other, on purpose. */
  readonly ours?: Partial<Answer>;
}

/** The type that says JSON. */
export const JSON_TYPE: Readonly<Record<string, string>> = {
  "content-type": "application/json",
};

const HEADERS = [
  "allow",
  "content-type",
  "location",
  "traceid",
  "x-mine",
  "x-ms-client-request-id",
  "x-ms-request-id",
  "x-ms-run-fn-exec-ms",
  "x-ms-run-function-failed",
  "x-ms-server-version",
  "x-request-id",
];
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/**
 * A question without a body.
 *
 * @param method The method.
 * @param path The path, with its query.
 * @param ours What Samla answers that is other.
 * @returns The exchange.
 */
export function ask(
  method: string,
  path: string,
  ours?: Partial<Answer>,
): Exchange {
  return { method, path, ...(ours === undefined ? {} : { ours }) };
}

/**
 * A question to the model.
 *
 * @param body What is sent.
 * @param headers With what headers.
 * @param ours What Samla answers that is other.
 * @returns The exchange.
 */
export function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers?: Readonly<Record<string, string>>,
  ours?: Partial<Answer>,
): Exchange {
  return {
    method: "POST",
    path: "/score",
    body,
    ...(headers === undefined ? {} : { headers }),
    ...(ours === undefined ? {} : { ours }),
  };
}

/**
 * Sends requests to both servers and compares the answers.
 *
 * @param pair The servers.
 * @param exchanges What is sent.
 * @throws {AssertionError} If Samla answers otherwise, but for what an exchange says is other.
 */
export async function compare(
  pair: ServerPair,
  exchanges: readonly Exchange[],
): Promise<void> {
  for (const exchange of exchanges) {
    const { method, path, headers, body } = exchange;
    const asked = { method, path, headers, body };
    const theirs = await answerOf(pair.theirs, exchange);
    const ours = await answerOf(pair.ours, exchange);
    const expected = withDifferences(theirs, exchange, ours);
    assertEquals({ asked, ...ours }, { asked, ...expected });
  }
}

/**
 * Sends a request, and keeps what is compared of the answer.
 *
 * @param address The server.
 * @param exchange The request.
 * @returns The answer.
 */
export async function answerOf(
  address: string,
  exchange: Exchange,
): Promise<Answer> {
  const { method, path, headers, body } = exchange;
  const response = await fetch(`${address}${path}`, {
    method,
    headers: new Headers(headers),
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const kept: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) kept[name] = normalised(name, value);
  }
  return { status: response.status, body: bodyOf(text), headers: kept };
}

/** What is made anew for each answer is told only in its form. */
function normalised(name: string, value: string): string {
  if (UUID.test(value)) return "a new id";
  if (name === "x-ms-run-fn-exec-ms") {
    return /^\d+\.\d{3}$/.test(value) ? "0.000" : value;
  }
  if (name === "x-ms-server-version") return "a version";
  if (name === "allow") return value.split(/,\s*/).sort().join(", ");
  return value;
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withDifferences(
  theirs: Answer,
  { ours: other = {} }: Exchange,
  ours: Answer,
): Answer {
  const headers = new Map(Object.entries(theirs.headers));
  for (const [name, value] of Object.entries(other.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const status = other.status ?? theirs.status;
  // HTTP wants the methods named with a 405; Azure's server leaves them out.
  const { allow } = ours.headers;
  if (status === 405 && typeof allow === "string") headers.set("allow", allow);
  return {
    status,
    body: "body" in other ? other.body : theirs.body,
    headers: Object.fromEntries(headers),
  };
}
