import { jsonExcess, MAX_JSON_DEPTH } from "../../ground/json_excess.ts";
import { DEFAULT_BOUNDS, type TableBounds } from "../../mlflow/mod.ts";
import { ScoringError } from "../errors.ts";

/**
 * Refuses JSON that is nested so deeply, or has so many values or keys, that
 * reading it would take memory and time out of all proportion.
 *
 * @param bytes The JSON, not parsed yet.
 * @param place Where it stands, for the message.
 * @param bounds How many values and different keys it may have.
 * @throws {ScoringError} `bad-input`, if it is beyond a bound or nested deeper than 500 levels.
 */
export function requireBounded(
  bytes: Uint8Array,
  place: string,
  bounds: TableBounds = {},
): void {
  const { maxColumns, maxCells } = { ...DEFAULT_BOUNDS, ...bounds };
  const excess = jsonExcess(bytes, {
    depth: MAX_JSON_DEPTH,
    values: maxCells,
    keys: maxColumns,
  });
  if (excess === undefined) return;
  const detail = {
    depth:
      `is nested deeper than ${MAX_JSON_DEPTH} levels at byte ${excess.at}; send it flatter`,
    values:
      `has more than ${maxCells} values; send less at a time, or raise --max-cells`,
    keys:
      `has more than ${maxColumns} different keys; send fewer, or raise --max-columns`,
  };
  throw new ScoringError(
    "bad-input",
    `Cannot read ${place}: its JSON ${detail[excess.bound]}`,
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
