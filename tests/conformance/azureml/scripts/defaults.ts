import * as v from "valibot";

interface Asked {
  readonly num: number;
  readonly size: number;
  readonly color: unknown;
}

/** A number, one with a default, and a colour that may be anything. */
export const input: v.GenericSchema<unknown, Asked> = v.object({
  num: v.number(),
  size: v.optional(v.number(), 10),
  color: v.optional(v.unknown(), "red"),
});

/** Answers all three. */
export function run({ num, size, color }: Asked): unknown[] {
  return [num, size, color];
}
