import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { BatchWindow } from "../../collector/batch_window.ts";
import { Collection } from "../../collector/collection.ts";
import { BasicCorrelationContext } from "../../collector/correlation.ts";
import { MemorySpool } from "../../collector/memory_spool.ts";
import {
  type CollectedEvent,
  readEvents,
} from "../../collector/reading/collected_event.ts";
import { joinedRows } from "../../collector/reading/event_rows.ts";
import { joinEvents } from "../../collector/reading/join_events.ts";
import { DataFrame } from "../../frame/mod.ts";

const LONG_MS = 60_000;
const CYCLE: unknown[] = [];
CYCLE.push(CYCLE);

/** Collections that share a window, whose time passes when a test says so. */
class Batching implements Disposable {
  readonly spool = new MemorySpool();
  readonly window: BatchWindow;
  readonly collections: ReadonlyMap<string, Collection>;
  nowMs = Date.UTC(2026, 8, 30, 9, 15);

  constructor(rates: Readonly<Record<string, number>>) {
    const configs = Object.entries(rates)
      .map(([name, samplingRate]) => ({ name, samplingRate }));
    this.window = new BatchWindow({
      windowMs: LONG_MS,
      collections: configs,
      onEnd: () => {},
    });
    this.collections = new Map(configs.map((config) => [
      config.name,
      new Collection({
        config: {
          ...config,
          enabled: true,
          data: { name: undefined, path: undefined, version: "1" },
        },
        template: { source: "", collection: config.name, agent: "" },
        folder: "iris/blue",
        uri: "",
        rollingRate: "hour",
        largePayloadBytes: 4 * 1024 * 1024,
        torn: 0,
        window: this.window,
        spool: this.spool,
        now: () => this.nowMs,
        onSpooled: () => {},
        onProblem: () => {},
        onRemoved: () => {},
      }),
    ]));
  }

  collect(
    name: string,
    frame: DataFrame,
    context = new BasicCorrelationContext(),
  ): BasicCorrelationContext {
    this.collections.get(name)!.collect(frame, context);
    return context;
  }

  /** Ends everything, and takes the events of a collection. */
  async eventsOf(name: string): Promise<CollectedEvent[]> {
    this[Symbol.dispose]();
    const lines = this.spool.paths
      .filter((path) => path.includes(`/${name}/`))
      .flatMap((path) =>
        new TextDecoder().decode(this.spool.take(path)).trimEnd().split("\n")
      );
    return await Array.fromAsync(readEvents(each(lines)));
  }

  [Symbol.dispose](): void {
    this.window.end();
    for (const collection of this.collections.values()) collection.close();
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function frame(...n: number[]): DataFrame {
  return DataFrame.fromColumns({ n });
}

function dataOf(events: readonly CollectedEvent[]): unknown[] {
  return events.map(({ data }) => data);
}

Deno.test("frames of one folder and the same columns share an event", async () => {
  const batching = new Batching({ inputs: 1 });
  const first = batching.collect("inputs", frame(1, 2));
  batching.collect("inputs", frame(3, 4));
  const events = await batching.eventsOf("inputs");
  assertEquals(dataOf(events), [[{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]]);
  assertEquals(events[0]!.correlationId, first.id);
});

Deno.test("a batch stays in one folder: the next period begins another", async () => {
  const batching = new Batching({ inputs: 1 });
  batching.collect("inputs", frame(1));
  batching.nowMs += 3_600_000;
  batching.collect("inputs", frame(2));
  assertEquals((await batching.eventsOf("inputs")).length, 2);
});

Deno.test("other columns begin another batch", async () => {
  const batching = new Batching({ inputs: 1 });
  batching.collect("inputs", frame(1));
  batching.collect("inputs", DataFrame.fromColumns({ other: [2] }));
  batching.collect("inputs", frame(3));
  assertEquals(dataOf(await batching.eventsOf("inputs")), [
    [{ n: 1 }, { n: 3 }],
    [{ other: 2 }],
  ]);
});

Deno.test("outputs stand in their batch as their inputs do, in whatever order they come", async () => {
  const batching = new Batching({ inputs: 1, outputs: 1 });
  const contexts = [1, 2, 3].map((n) => batching.collect("inputs", frame(n)));
  for (const i of [2, 0, 1]) {
    batching.collect("outputs", frame(10 + i), contexts[i]);
  }
  batching.window.tick();
  for (const collection of batching.collections.values()) collection.flush();
  const [input, output] = [
    await batching.eventsOf("inputs"),
    await batching.eventsOf("outputs"),
  ];
  assertEquals(dataOf(input), [[{ n: 1 }, { n: 2 }, { n: 3 }]]);
  assertEquals(dataOf(output), [[{ n: 10 }, { n: 11 }, { n: 12 }]]);
  assertEquals(input[0]!.correlationId, output[0]!.correlationId);
});

Deno.test("an id that somebody gave is kept: its event is its own", async () => {
  const batching = new Batching({ inputs: 1 });
  const ids = ["order-1", "order-2", "order-1"];
  for (const id of ids) {
    batching.collect("inputs", frame(1), new BasicCorrelationContext({ id }));
  }
  const events = await batching.eventsOf("inputs");
  assertEquals(events.map(({ correlationId }) => correlationId), ids);
});

Deno.test("an input waits for its output for one window more, then both go out under their own id", async () => {
  const batching = new Batching({ inputs: 1, outputs: 1 });
  const first = batching.collect("inputs", frame(1));
  batching.window.tick();
  const second = batching.collect("inputs", frame(2));
  batching.window.tick();
  batching.collect("outputs", frame(11), first);
  batching.collect("outputs", frame(12), second);
  const inputs = await batching.eventsOf("inputs");
  const outputs = await batching.eventsOf("outputs");
  assertEquals(inputs.map(({ correlationId }) => correlationId), [
    first.id,
    second.id,
  ]);
  assertEquals(outputs.map(({ correlationId }) => correlationId), [
    first.id,
    second.id,
  ]);
});

Deno.test("an output of another length than its input is in no batch", async () => {
  const batching = new Batching({ inputs: 1, outputs: 1 });
  for (const rows of [[1], [1, 2], [3]]) {
    const context = batching.collect("inputs", frame(rows[0]!));
    batching.collect("outputs", frame(...rows), context);
  }
  assertEquals(dataOf(await batching.eventsOf("inputs")), [
    [{ n: 1 }, { n: 3 }],
    [{ n: 1 }],
  ]);
});

Deno.test("a refused output leaves its input under its own id, for the next try", async () => {
  const batching = new Batching({ inputs: 1, outputs: 1 });
  const context = batching.collect("inputs", frame(1));
  const other = batching.collect("inputs", frame(2));
  batching.collect("outputs", frame(12), other);
  try {
    const values = [CYCLE];
    const bad = new DataFrame(["n"], [{ dtype: "object", values }]);
    batching.collect("outputs", bad, context);
  } catch {
    batching.collect("outputs", frame(11, 13), context);
  }
  const outputs = await batching.eventsOf("outputs");
  assertEquals(dataOf(outputs), [[{ n: 11 }, { n: 13 }], [{ n: 12 }]]);
  assertEquals(outputs[0]!.correlationId, context.id);
});

Deno.test("a window does not hold more than half a MiB", () => {
  using batching = new Batching({ inputs: 1, outputs: 1 });
  const text = "x".repeat(100 * 1024);
  for (let n = 0; n < 10; n++) {
    batching.collect("inputs", DataFrame.fromColumns({ text: [text] }));
  }
  for (const collection of batching.collections.values()) collection.flush();
  assert(batching.collections.get("inputs")!.counters.events >= 6);
});

/** What a client does next; what does not apply to it is skipped. */
const anyStep = fc.record({
  client: fc.nat({ max: 5 }),
  what: fc.constantFrom("in", "out", "note", "tick", "bad"),
  rows: fc.nat({ max: 3 }),
});
const anyRates = fc.record({
  inputs: fc.constantFrom(1, 0.5, 0.2),
  outputs: fc.constantFrom(1, 0.5),
  notes: fc.constantFrom(1, 0.5),
});

Deno.test("property: in any interleaving an output meets its own input, row by row, nothing is lost and the counters add up", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 80 }),
      anyRates,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.boolean(),
      async (steps, rates, ownIds, hasNotes) => {
        const { notes, ...two } = rates;
        const batching = new Batching(hasNotes ? { ...two, notes } : two);
        /** The scoring that each client is in: its context, its number, and what it collected. */
        const running = new Map<
          number,
          { context: BasicCorrelationContext; n: number; done: Set<string> }
        >();
        const rowsOf = (n: number, rows: number) =>
          DataFrame.fromColumns({
            row: Array.from({ length: rows }, (_, i) => `${n}.${i}`),
          });
        const kept = { inputs: new Set<string>(), outputs: new Set<string>() };
        let count = 0;
        for (const { client, what, rows } of steps) {
          if (what === "tick") {
            batching.window.tick();
            continue;
          }
          if (what === "in") {
            const n = count++;
            const id = ownIds[client] ? { id: `own-${n}` } : {};
            const context = new BasicCorrelationContext(id);
            running.set(client, { context, n, done: new Set() });
          }
          const scoring = running.get(client);
          if (scoring === undefined) continue;
          const { context, n, done } = scoring;
          if (what === "bad") {
            batching.collections.get("outputs")!.refuse(context);
            continue;
          }
          const name = what === "in"
            ? "inputs"
            : what === "out"
            ? "outputs"
            : "notes";
          if (!batching.collections.has(name) || done.has(name)) continue;
          done.add(name);
          batching.collect(name, rowsOf(n, rows), context);
          if (name !== "notes" && context.recorded === "recorded") {
            for (let i = 0; i < rows; i++) kept[name].add(`${n}.${i}`);
          }
        }
        const inputs = await batching.eventsOf("inputs");
        const outputs = await batching.eventsOf("outputs");
        const events = [...inputs, ...outputs];
        assertEquals(rowTexts(inputs), [...kept.inputs].sort());
        assertEquals(rowTexts(outputs), [...kept.outputs].sort());
        const joined: string[] = [];
        const pairs = joinEvents(each(inputs), each(outputs));
        for await (const { input, output } of pairs) {
          for (const row of joinedRows(input, output)) {
            assertEquals(row.get("input.row"), row.get("output.row"));
            joined.push(String(row.get("output.row")));
          }
        }
        const both = [...kept.inputs].filter((row) => kept.outputs.has(row));
        assertEquals(joined.sort(), both.sort());
        for (const { counters } of batching.collections.values()) {
          const { collected, recorded, sampledOut, refused, dropped } =
            counters;
          assertEquals(collected, recorded + sampledOut + refused + dropped);
          assertEquals(recorded, counters.events + counters.merged);
          assertEquals(counters.pending, 0);
        }
        const lines = ["inputs", "outputs"].reduce(
          (sum, name) => sum + batching.collections.get(name)!.counters.events,
          0,
        );
        assertEquals(events.length, lines);
      },
    ),
    { numRuns: 500 },
  );
});

function rowTexts(events: readonly CollectedEvent[]): string[] {
  return events.flatMap(({ data }) => Array.isArray(data) ? data : [])
    .map(({ row }) => String(row)).sort();
}
