import * as v from "valibot";

interface Numbers {
  readonly num: number;
  readonly size: number;
}

/** A number, and one with a default. */
export const input: v.GenericSchema<unknown, Numbers> = v.object({
  num: v.number(),
  size: v.optional(v.number(), 10),
});

/** Answers the two numbers. */
export function run({ num, size }: Numbers): number[] {
  return [num, size];
}
