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
];
