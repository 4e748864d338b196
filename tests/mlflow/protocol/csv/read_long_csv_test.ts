import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { parseSignature } from "../../../../mlflow/parse_signature.ts";
import { readInvocation } from "../../../../mlflow/protocol/invocations.ts";
import { readLongInvocation } from "../../../../mlflow/protocol/read_long_invocation.ts";
import type { Signature } from "../../../../mlflow/signature.ts";
import { assertReadAlike } from "../../../tools/read_alike.ts";

const CSV = "text/csv";
/** A cell that makes a table of some rows fill several pieces. */
const WIDE = "x".repeat(3000);
const ROWS = 80;
const ENCODER = new TextEncoder();

/** Values of a kind, as CSV. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  floats: ["0.5", "-1.25", "1e300", "-0.0", "3.", " 7e2 ", "inf"],
  integers: ["1", "-7", "+0", "007"],
  large: ["9223372036854775807", "12345678901234567", "3"],
  huge: ["12345678901234567890", "3"],
  texts: ["a", "1_000", "é]", "a;b"],
  quoted: ['"a, b"', '"a ""b"""', '"1.5"', '"line\nline"', '""'],
  booleans: ["true", "False", "TRUE"],
};

const ODD = ["", "  ", "1,2,3,4,5,6", '""', '"a', "1", 'a"b,"c,d"'];

const SIGNATURES: Readonly<Record<string, Signature | undefined>> = {
  none: undefined,
  doubles: columns(["double", "double", "double", "string"]),
  singles: columns(["float", "double", "float", "string"]),
  longs: columns(["long", "integer", "long", "string"]),
  texts: columns(["string", "double", "string", "string"]),
  booleans: columns(["boolean", "double", "boolean", "string"]),
  datetimes: columns(["datetime", "double", "double", "string"]),
};

function columns(types: readonly string[]): Signature {
  return parseSignature({
    inputs: JSON.stringify(
      types.map((type, i) => ({ type, name: "abcw"[i] })),
    ),
  })!;
}

const TABLES = fc.record({
  kinds: fc.array(fc.constantFrom(...Object.keys(KINDS)), {
    minLength: 3,
    maxLength: 3,
  }),
  missing: fc.constantFrom("", "NaN", "null", undefined),
  odd: fc.option(
    fc.record({ row: fc.nat(ROWS - 1), text: fc.constantFrom(...ODD) }),
    { freq: 4 },
  ),
  lineEnd: fc.constantFrom("\n", "\n", "\r\n", "\r"),
  header: fc.constantFrom("a,b,c,w", "a,b,c,w", "a,a,,w", "a,b,c", "a,b,c,w,v"),
  mark: fc.constantFrom("", "\uFEFF"),
  hasEnd: fc.boolean(),
  seed: fc.nat(),
  signature: fc.constantFrom(...Object.keys(SIGNATURES)),
});

Deno.test("long CSV is read as short CSV is", async () => {
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(TABLES, async (table) => {
      const { kinds, missing, odd, lineEnd, seed } = table;
      let state = seed;
      const next = (length: number) => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return (state >>> 8) % length;
      };
      const rows = Array.from({ length: ROWS }, () => {
        const cells = kinds.map((kind) => {
          const values = KINDS[kind]!;
          return missing !== undefined && next(5) === 0
            ? missing
            : values[next(values.length)]!;
        });
        return [...cells, WIDE].join(",");
      });
      // Of two faults, which one is told of first is not the same.
      if (odd !== null && table.signature !== "datetimes") {
        rows[odd.row] = odd.text;
      }
      const body = ENCODER.encode(
        table.mark + [table.header, ...rows].join(lineEnd) +
          (table.hasEnd ? lineEnd : ""),
      );
      const given = SIGNATURES[table.signature];
      const outcome = await assertReadAlike(
        () => readLongInvocation(body, CSV, given),
        () => readInvocation(body, CSV, given),
        table.signature,
      );
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }),
    { numRuns: 400 },
  );
  // Neither all tables nor none are refused.
  assert((counts.get("read") ?? 0) > 40);
  assert(counts.size > 1);
});

Deno.test("long CSV is held to the bounds of short CSV", async () => {
  const body = ENCODER.encode(`a,b\n${`1,${WIDE}\n`.repeat(ROWS)}`);
  for (
    const [bounds, sentence] of [
      [{ maxCells: 50 }, "more than 50 cells"],
      [{ maxColumns: 1 }, "has 2 columns, at most 1 are read"],
    ] as const
  ) {
    const outcome = await assertReadAlike(
      () => readLongInvocation(body, CSV, undefined, { bounds }),
      () => readInvocation(body, CSV, undefined, { bounds }),
      sentence,
    );
    assertStringIncludes(outcome, sentence);
  }
});

Deno.test("long CSV is not read further once nobody waits", async () => {
  const body = ENCODER.encode(`a,b\n${"0.5,1.5\n".repeat(500_000)}`);
  const reason = new Error("the client left");
  await assertRejects(
    () =>
      readLongInvocation(body, CSV, undefined, {
        signal: AbortSignal.abort(reason),
      }),
    Error,
    reason.message,
  );
});
