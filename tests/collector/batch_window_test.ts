import { assertEquals } from "@std/assert";
import { type BatchEntry, BatchWindow } from "../../collector/batch_window.ts";
import { BasicCorrelationContext } from "../../collector/correlation.ts";
import type { PendingEvent } from "../../collector/event_writer.ts";
import { DataFrame } from "../../frame/mod.ts";

const LONG_MS = 60_000;

function windowOf(closed: PendingEvent[]): BatchWindow {
  return new BatchWindow(LONG_MS, {
    close: (event) => closed.push(event),
    onEnd: () => {},
  });
}

function entry(name: string, period: string): BatchEntry {
  return {
    frame: DataFrame.fromColumns({ [name]: [1, 2] }),
    correlation: new BasicCorrelationContext(),
    fields: {} as BatchEntry["fields"],
    period,
  };
}

Deno.test("frames of one folder and the same columns share an event", () => {
  const closed: PendingEvent[] = [];
  const window = windowOf(closed);
  window.add(entry("a", "2026/09/30/09"));
  window.add(entry("a", "2026/09/30/09"));
  window.end();
  assertEquals(closed.map(({ rows }) => rows), [4]);
});

Deno.test("a batch stays in one folder: the next period begins another", () => {
  const closed: PendingEvent[] = [];
  const window = windowOf(closed);
  window.add(entry("a", "2026/09/30/09"));
  window.add(entry("a", "2026/09/30/10"));
  assertEquals(closed.map(({ rows }) => rows), [2]);
  window.end();
  assertEquals(closed.map(({ rows }) => rows), [2, 2]);
});

Deno.test("other columns begin another batch", () => {
  const closed: PendingEvent[] = [];
  const window = windowOf(closed);
  window.add(entry("a", "2026/09/30/09"));
  window.add(entry("b", "2026/09/30/09"));
  window.end();
  assertEquals(closed.length, 2);
});
