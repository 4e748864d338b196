import { isRecord } from "../../ground/is_record.ts";
import type { CollectedEvent } from "./collected_event.ts";

/** One row of collected data, its values by column. */
export type CollectedRow = ReadonlyMap<string, unknown>;

/**
 * The rows of an event: the records of a table, or one row with the column
 * `data` for anything else.
 *
 * @param event The event, whose payload is not in a file of its own.
 * @returns One row a record, in order.
 */
export function eventRows(event: CollectedEvent): CollectedRow[] {
  const { data } = event;
  if (Array.isArray(data) && data.every(isRecord)) {
    return data.map((record) =>
      new Map<string, unknown>(Object.entries(record))
    );
  }
  return [new Map([["data", data]])];
}

/**
 * The rows of an event as they are exported: `correlationid` is the event's
 * with the row's position, as in `a1b2_0`, and `time` the event's. A column of
 * the data with such a name gets `data.` before it.
 *
 * @param event The event.
 * @returns One row a record.
 */
export function exportRows(event: CollectedEvent): CollectedRow[] {
  return eventRows(event).map((row, position) => {
    const exported = identified(event, position);
    for (const [name, value] of row) {
      exported.set(exported.has(name) ? `data.${name}` : name, value);
    }
    return exported;
  });
}

/**
 * The rows of an input and its output side by side, by position. A column that
 * both have is distinguished by `input.` and `output.` before it; rows that only
 * one has are left out.
 *
 * @param input The input.
 * @param output The output.
 * @returns One row a position.
 */
export function joinedRows(
  input: CollectedEvent,
  output: CollectedEvent,
): CollectedRow[] {
  const inputs = eventRows(input);
  const outputs = eventRows(output);
  const length = Math.min(inputs.length, outputs.length);
  return Array.from({ length }, (_, position) => {
    const joined = identified(input, position);
    const left = inputs[position]!;
    const right = outputs[position]!;
    for (const [name, value] of left) {
      const isTaken = joined.has(name) || right.has(name);
      joined.set(isTaken ? `input.${name}` : name, value);
    }
    for (const [name, value] of right) {
      joined.set(
        joined.has(name) || left.has(name) ? `output.${name}` : name,
        value,
      );
    }
    return joined;
  });
}

function identified(
  event: CollectedEvent,
  position: number,
): Map<string, unknown> {
  return new Map<string, unknown>([
    ["correlationid", `${event.correlationId}_${position}`],
    ["time", event.time],
  ]);
}
