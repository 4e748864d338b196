import { jsonExcess, MAX_JSON_DEPTH } from "../../ground/json_excess.ts";
import { ScoringError } from "../errors.ts";

/**
 * Refuses JSON that is nested so deeply that reading it would take memory and
 * time out of all proportion, and walking it would exhaust the stack.
 *
 * @param bytes The JSON, not parsed yet.
 * @param place Where it stands, for the message.
 * @throws {ScoringError} `bad-input`, if it is nested deeper than 500 levels.
 */
export function requireShallow(bytes: Uint8Array, place: string): void {
  const excess = jsonExcess(bytes, { depth: MAX_JSON_DEPTH });
  if (excess === undefined) return;
  throw new ScoringError(
    "bad-input",
    `Cannot read ${place}: its JSON is nested deeper than ${MAX_JSON_DEPTH} levels at byte ${excess.at}; send it flatter`,
  );
}

/**
 * Whether bytes begin as a JSON list or object does.
 *
 * @param bytes The bytes.
 * @returns Whether the first that is not white space is `[` or `{`.
 */
export function startsAsJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x5b || first === 0x7b;
}
