import * as v from "valibot";

interface Asked {
  readonly pair: readonly [number, string];
}

/** An array of a number and a text. */
export const input: v.GenericSchema<unknown, Asked> = v.object({
  pair: v.pipe(
    v.tuple([v.number(), v.string()]),
    v.examples([[1, "a"]]),
  ),
});

/** Answers it. */
export function run({ pair }: Asked): unknown {
  return pair;
}
