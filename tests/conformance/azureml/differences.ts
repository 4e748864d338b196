import type { ScriptName } from "./exchanges.ts";

/** What of an answer is compared. */
export interface Answer {
  readonly status: number;
  /** JSON as a value, everything else as text. */
  readonly body: unknown;
  /** The headers that the contract is about. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers of Samla that are others on purpose. */
export interface Difference {
  readonly script: ScriptName;
  /** The exchanges, by name. */
  readonly exchanges: RegExp;
  readonly reason: string;
  /** What Samla answers of the body and the status, where it is other. */
  readonly status?: number;
  readonly body?: unknown;
  /** The headers that are others; `null` where there is none. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** Every difference that there is, with its reason. */
export const DIFFERENCES: readonly Difference[] = [
  {
    script: "plain",
    exchanges: /x-www-form-urlencoded/,
    reason:
      "Flask takes a form's body away from the script, which then gets an empty text; curl -d says form unless told otherwise",
    body: "a=1",
  },
  {
    script: "plain",
    exchanges: /^POST \/score result bytes$/,
    reason: "bytes are sent as they are, and are no failure of the host",
    status: 200,
    body: "ab",
    headers: {
      "content-type": "application/octet-stream",
      "x-ms-run-fn-exec-ms": "0.000",
    },
  },
  {
    script: "plain",
    exchanges: /^POST \/score result nan$/,
    reason: "NaN is not JSON, and most clients cannot read it",
    body: null,
  },
  {
    script: "plain",
    exchanges: /^POST \/score, no UTF-8$/,
    reason: "the words of Python's codec say nothing to a client",
    body: { message: "Input cannot be decoded as UTF-8: send text in UTF-8" },
  },
  {
    script: "plain",
    exchanges: /&c=1e3&/,
    reason: "a number in a query is passed on in the client's own digits",
    body: '{"a": "quoted", "b": true, "c": 1e3, "d": "a b", "e": "a b"}',
  },
  {
    script: "plain",
    exchanges: /^GET \/\/score$/,
    reason: "a path with an empty part is another path",
    status: 404,
    body: {
      message:
        "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
    },
    headers: {
      "x-ms-request-id": null,
      "x-ms-run-fn-exec-ms": null,
      "x-ms-server-version": null,
      "x-request-id": null,
    },
  },
  {
    script: "raw",
    exchanges: /^HEAD \/score$/,
    reason: "to be asked for its headers, no script runs",
    status: 405,
    headers: {
      "content-type": "application/json",
      "x-ms-run-fn-exec-ms": null,
    },
  },
  {
    script: "schema",
    exchanges: /^POST \/score {, /,
    reason: "the words of Python's JSON reader are told in others",
    body: {
      message:
        "POST body could not be decoded as JSON: check quotes, commas and brackets",
    },
  },
  {
    script: "schema",
    exchanges: /"num": "x"/,
    reason:
      "a value of another type is the client's fault, and is named with its type",
    status: 400,
    body: { message: 'Cannot read "num": expected number, found a string' },
    headers: { "x-ms-run-function-failed": "False" },
  },
];
