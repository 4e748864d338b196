import type { Bytes } from "../../../frame/bytes.ts";
import { ScoringError } from "../../errors.ts";

/** The most bytes that the head of a request may have. */
export const MAX_HEAD_BYTES: number = 64 * 1024;

const CR = 0x0d;
const LF = 0x0a;
const LATIN1 = new TextDecoder("latin1");

/**
 * Finds where the head of a request ends, before the line end of its last line.
 *
 * @param bytes What has come of the request; an empty line may stand before it.
 * @param from Where to look from.
 * @returns The place; -1 if it has not come yet.
 */
export function endOfHead(bytes: Bytes, from: number): number {
  const first = Math.max(from, startOf(bytes));
  for (let at = bytes.indexOf(CR, first); at >= 0;) {
    if (
      bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF
    ) return at;
    at = bytes.indexOf(CR, at + 1);
  }
  return -1;
}

/**
 * The text of a head, a character a byte.
 *
 * @param bytes What has come of the request.
 * @param end Where its head ends.
 * @returns The text, without the empty line that may stand before it.
 */
export function headText(bytes: Bytes, end: number): string {
  const head = bytes.subarray(startOf(bytes), end);
  const text = LATIN1.decode(head);
  // The platform's "latin1" has other characters for some bytes.
  if (!/[\u0100-\uffff]/.test(text)) return text;
  return Array.from(head, (byte) => String.fromCharCode(byte)).join("");
}

/**
 * Refuses at once what can never become a head; its client might wait for an
 * answer until the time for heads is over.
 *
 * @param bytes What has come of the request.
 * @throws {ScoringError} If it is not the start of a request, or is too large.
 */
export function checkUnfinishedHead(bytes: Bytes): void {
  const start = startOf(bytes);
  const first = bytes[start];
  const line = bytes.indexOf(LF, start);
  const isOther = first !== undefined && !isLetter(first) && first !== CR;
  if (isOther || line >= 0 && bytes[line - 1] !== CR) {
    throw new ScoringError(
      "bad-input",
      "Cannot read the request: its first line is not one of HTTP/1.1, which ends with CR LF",
    );
  }
  if (bytes.length < MAX_HEAD_BYTES) return;
  throw new ScoringError(
    line < 0 ? "uri-too-long" : "headers-too-large",
    `Cannot read the request: its ${
      line < 0 ? "first line is" : "headers are"
    } larger than ${MAX_HEAD_BYTES} bytes; send less there, and more in the body`,
  );
}

/** At most one empty line stands before a request. */
function startOf(bytes: Bytes): number {
  return bytes[0] === CR && bytes[1] === LF ? 2 : 0;
}

function isLetter(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a || byte >= 0x61 && byte <= 0x7a;
}
