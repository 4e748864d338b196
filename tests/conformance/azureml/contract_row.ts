import type { ContractHosts } from "./contract_hosts.ts";

/** A row of the list of what Azure ML's scoring server does. */
export interface ContractRow {
  /** Its number in the list. */
  readonly row: number;
  /** What is asked, or how the server is started. */
  readonly asks: string;
  /** How Samla stands to it: it does the same, or another thing on purpose, or the row is about Python alone. */
  readonly stands: "same" | "other" | "python";
  /** What Samla does in its place, and why; none where it does the same. */
  readonly here?: string;
  /** Asks both servers and fails where Samla does not stand to it as the row says; absent where a row about Python leaves nothing to ask. */
  readonly check?: (hosts: ContractHosts) => Promise<void>;
}

/**
 * A row where Samla does what Azure ML's server does.
 *
 * @param row Its number.
 * @param asks What is asked.
 * @param check Asks both.
 * @returns The row.
 */
export function same(
  row: number,
  asks: string,
  check: (hosts: ContractHosts) => Promise<void>,
): ContractRow {
  return { row, asks, stands: "same", check };
}

/**
 * A row where Samla does another thing, on purpose.
 *
 * @param row Its number.
 * @param told What is asked, and what is done here and why.
 * @param check Asks both.
 * @returns The row.
 */
export function other(
  row: number,
  told: { readonly asks: string; readonly here: string },
  check: (hosts: ContractHosts) => Promise<void>,
): ContractRow {
  return { row, ...told, stands: "other", check };
}

/**
 * A row that is about Python alone.
 *
 * @param row Its number.
 * @param told What is asked, and what is done here.
 * @param check Asks Samla, where there is something to ask.
 * @returns The row.
 */
export function ofPython(
  row: number,
  told: { readonly asks: string; readonly here: string },
  check?: (hosts: ContractHosts) => Promise<void>,
): ContractRow {
  return {
    row,
    ...told,
    stands: "python",
    ...(check === undefined ? {} : { check }),
  };
}
