import { InvalidArgumentError } from "commander";

/**
 * A port of the command line.
 *
 * @param text What was given.
 * @returns The port.
 * @throws {InvalidArgumentError} If it is not a port.
 */
export function portOf(text: string): number {
  const port = Number(text);
  if (text !== "" && Number.isInteger(port) && port >= 0 && port <= 65535) {
    return port;
  }
  throw new InvalidArgumentError("Expected a number from 0 to 65535");
}

/**
 * A number of things of the command line.
 *
 * @param text What was given.
 * @returns The number.
 * @throws {InvalidArgumentError} If it is not a whole number above 0.
 */
export function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Expected a whole number above 0");
}

/**
 * A number of things of the command line, or none.
 *
 * @param text What was given.
 * @returns The number.
 * @throws {InvalidArgumentError} If it is not a whole number from 0.
 */
export function countOrNone(text: string): number {
  return text === "0" ? 0 : countOf(text);
}

/**
 * A moment of the command line, as `2026-09-30` or `2026-09-30T09:00:00Z`.
 *
 * @param text What was given; without a zone it is UTC.
 * @returns The moment, in epoch milliseconds.
 * @throws {InvalidArgumentError} If it is not a moment.
 */
export function momentOf(text: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d$/.test(text);
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError(
    "Expected a date, as 2026-09-30, or a time, as 2026-09-30T09:00:00Z",
  );
}
