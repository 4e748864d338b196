import * as v from "valibot";

interface Asked {
  readonly num: number;
}

/** A number that has a default. */
export const input: v.GenericSchema<unknown, Asked> = v.object({
  num: v.optional(v.number(), 1),
});

/** Answers it. */
export function run({ num }: Asked): number {
  return num;
}
