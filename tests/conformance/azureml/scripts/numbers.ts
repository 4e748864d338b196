import * as v from "valibot";

interface Asked {
  readonly data: readonly number[];
}

/** An array of integers. */
export const input: v.GenericSchema<unknown, Asked> = v.object({
  data: v.pipe(
    v.array(v.pipe(v.number(), v.integer())),
    v.examples([[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]]),
  ),
});

/** An array of numbers. */
export const output: v.GenericSchema<number[]> = v.pipe(
  v.array(v.number()),
  v.examples([[3726.995]]),
);

/** Answers their sum. */
export function run({ data }: Asked): number[] {
  return [data.reduce((sum, value) => sum + value, 0)];
}
