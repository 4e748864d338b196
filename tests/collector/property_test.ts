import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { BasicCorrelationContext } from "../../collector/correlation.ts";
import { parseWithExactIntegers } from "../../collector/reading/exact_integers.ts";
import { MemorySpool } from "../../collector/memory_spool.ts";
import { isSampled } from "../../collector/is_sampled.ts";
import type { Column } from "../../frame/column.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { memoryDeployment } from "./memory_deployment.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "__proto__",
    'q"\n\r',
    "\ud800",
    "\udc00x",
    "constructor",
    "",
  ),
);
const anyCell = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
});

function columnOf(rows: number): fc.Arbitrary<Column> {
  const list = <T>(cell: fc.Arbitrary<T>) =>
    fc.array(cell, { minLength: rows, maxLength: rows });
  const missing = list(fc.integer({ min: 0, max: 1 }))
    .map((bits) => Uint8Array.from(bits));
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  return fc.oneof(
    list(fc.double()).map((values): Column => ({
      dtype: "float64",
      values: Float64Array.from(values),
    })),
    list(fc.float()).map((values): Column => ({
      dtype: "float32",
      values: Float32Array.from(values),
    })),
    fc.tuple(list(int64), missing).map(([values, missing]): Column => ({
      dtype: "int64",
      values: BigInt64Array.from(values),
      missing,
    })),
    fc.tuple(list(fc.boolean()), missing).map(([values, missing]): Column => ({
      dtype: "boolean",
      values: Uint8Array.from(values, Number),
      missing,
    })),
    list(fc.date({ noInvalidDate: false })).map((values): Column => ({
      dtype: "datetime",
      values: Float64Array.from(values, (date) => date.getTime()),
    })),
    list(fc.option(anyText)).map((values): Column => ({
      dtype: "string",
      values,
    })),
    list(anyCell).map((values): Column => ({ dtype: "object", values })),
  );
}

const anyFrame = fc.integer({ min: 0, max: 12 }).chain((rows) =>
  fc.uniqueArray(anyText, { maxLength: 5 }).chain((names) =>
    fc.tuple(...names.map(() => columnOf(rows))).map((columns) =>
      new DataFrame(names, columns, { length: rows })
    )
  )
);

Deno.test("Any frame is one whole line that reads back to its values, or is refused and leaves nothing", () => {
  fc.assert(
    fc.property(anyFrame, anyText, (frame, id) => {
      const errors: Error[] = [];
      const { deployment, spool } = memoryDeployment(undefined, {
        onProblem: ({ error }) => errors.push(error),
      });
      const correlation = new BasicCorrelationContext({ id });
      deployment.record("model_inputs", frame, { correlation });
      deployment.commit();
      if (correlation.recorded !== "recorded") {
        assertEquals([correlation.recorded, errors.length], ["refused", 1]);
        assertEquals(spool.paths, []);
        return;
      }
      const bytes = spool.take(spool.paths[0]!)!;
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      assertEquals(text.indexOf("\n"), text.length - 1);
      const event = parseWithExactIntegers(text);
      assert(typeof event === "object" && event !== null && "data" in event);
      const { data } = event;
      assert(Array.isArray(data));
      assertEquals(data.length, frame.length);
      for (const [row, record] of data.entries()) {
        // JSON puts keys that are whole numbers first; their set is what counts.
        assertEquals(Object.keys(record).sort(), [...frame.names].sort());
        for (const [i, name] of frame.names.entries()) {
          assertCell(
            frame.columns[i]!,
            row,
            new Map(Object.entries(record)).get(name),
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

function assertCell(column: Column, row: number, read: unknown): void {
  const isMissing = "missing" in column && column.missing?.[row] === 1;
  switch (column.dtype) {
    case "float64":
    case "float32": {
      const value = column.values[row]!;
      if (Number.isFinite(value)) assertEquals(Number(read), value);
      else assertEquals(read, null);
      return;
    }
    case "datetime": {
      const value = column.values[row]!;
      assertEquals(read, Number.isNaN(value) ? null : Math.trunc(value) + 0);
      return;
    }
    case "boolean":
      assertEquals(read, isMissing ? null : column.values[row] === 1);
      return;
    case "int32":
    case "int64":
      if (isMissing) assertEquals(read, null);
      else assertEquals(BigInt(String(read)), BigInt(column.values[row]!));
      return;
    case "string":
      assertEquals(read, column.values[row]);
      return;
    case "object":
      assert(read !== undefined);
  }
}

Deno.test("Counters add up after any sequence of frames, failures and commits", () => {
  const step = fc.constantFrom("good", "bad", "commit", "full", "free");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const spool = new MemorySpool();
      let isFull = false;
      const { deployment } = memoryDeployment({
        collections: { model_inputs: { enabled: true } },
        "sampling_rate": 0.7,
      }, {
        spool: {
          instanceId: spool.instanceId,
          append: (folder, lines) => {
            if (isFull) throw new Error("Cannot write: it is full");
            spool.append(folder, lines);
          },
          put: (path, bytes) => spool.put(path, bytes),
          commit: () => undefined,
          close: () => spool.close(),
        },
      });
      const good = DataFrame.fromColumns({ n: [1] });
      const bad = new DataFrame(["f"], [{
        dtype: "object",
        values: [() => 1],
      }]);
      for (const one of steps) {
        if (one === "commit") deployment.commit();
        else if (one === "full" || one === "free") isFull = one === "full";
        else deployment.record("model_inputs", one === "good" ? good : bad);
        const now = deployment.counters.model_inputs!;
        assertEquals(
          now.collected,
          now.recorded + now.sampledOut + now.refused + now.dropped,
        );
        assertEquals(now.recorded, now.events + now.merged + now.pending);
      }
      deployment.commit();
      const { events, pending } = deployment.counters.model_inputs!;
      assertEquals(pending, 0);
      const text = spool.paths.map((path) =>
        new TextDecoder().decode(spool.take(path))
      ).join("");
      assertEquals(text.split("\n").length - 1, events);
    }),
  );
});

Deno.test("What a sampling rate keeps, every higher rate keeps", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (id, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        assert(!isSampled(id, low) || isSampled(id, high));
      },
    ),
  );
});

Deno.test("A million rows are one event in a file of its own", () => {
  const spool = new MemorySpool({ maxBytes: 256 * 1024 * 1024 });
  const { deployment } = memoryDeployment(undefined, { spool });
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => i / 4);
  const frame = new DataFrame(["x"], [{ dtype: "float64", values }]);
  assertEquals(deployment.record("model_inputs", frame).recorded, "recorded");
  deployment.commit();
  const raw = spool.paths.find((path) => !path.includes("model_inputs"))!;
  const text = new TextDecoder().decode(spool.take(raw));
  assert(text.startsWith('[{"x":0.0},{"x":0.25},'));
  assert(text.endsWith(',{"x":249999.75}]'));
  assertEquals(text.split("},{").length, 1_000_000);
});
