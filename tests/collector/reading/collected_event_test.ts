import { assertEquals, assertThrows } from "@std/assert";
import {
  type CollectedEvent,
  parseEvent,
  readEvents,
} from "../../../collector/reading/collected_event.ts";
import {
  eventRows,
  exportRows,
  joinedRows,
} from "../../../collector/reading/event_rows.ts";
import { joinEvents } from "../../../collector/reading/join_events.ts";

function line(attributes: Record<string, unknown>): string {
  return JSON.stringify({
    time: "2023-10-15T17:03:34Z",
    type: "azureml.inference.model_inputs",
    id: "event-1",
    correlationid: "a",
    ...attributes,
  });
}

async function* linesOf(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

async function* eventsOf(
  ...pairs: [string, number][]
): AsyncGenerator<CollectedEvent> {
  for (const [correlationid, n] of pairs) {
    const time = new Date(n * 1000).toISOString();
    yield parseEvent(line({ correlationid, time, data: [{ n }] }));
  }
}

Deno.test("parseEvent() reads attributes in any order and both forms of contentrange", () => {
  const event = parseEvent(
    line({ contentrange: "bytes_0-88/89", data: [{ a: 1 }], xrequestid: "r" }) +
      ",",
  );
  assertEquals(event.collection, "model_inputs");
  assertEquals(event.contentBytes, 89);
  assertEquals(event.timeMs, Date.UTC(2023, 9, 15, 17, 3, 34));
  assertEquals([event.correlationId, event.requestId], ["a", "r"]);
  assertEquals(
    parseEvent(line({ contentrange: "bytes 0-59/*" })).contentBytes,
    60,
  );
});

Deno.test("parseEvent() keeps integers beyond 2^53", () => {
  const event = parseEvent(
    '{"id":"1","type":"x","time":"2023-10-15T17:03:34Z","data":[{"n":9223372036854775807,"f":1e300}]}',
  );
  assertEquals(event.data, [{ n: 9223372036854775807n, f: 1e300 }]);
});

Deno.test("parseEvent() says which attribute is missing", () => {
  assertThrows(
    () => parseEvent('{"type":"x","time":"2023-10-15T17:03:34Z"}'),
    TypeError,
    'it has no "id"',
  );
  assertThrows(() => parseEvent("[1]"), TypeError, "it is not a JSON object");
});

Deno.test("readEvents() reports what is not an event by its line, and reads on", async () => {
  const problems: string[] = [];
  const ids: string[] = [];
  const lines = linesOf(line({ id: "1" }), '{"torn', "", line({ id: "2" }));
  const options = {
    onProblem: ({ line, error }: { line: number; error: Error }) =>
      problems.push(`${line}: ${error.name}`),
  };
  for await (const { id } of readEvents(lines, options)) ids.push(id);
  assertEquals(ids, ["1", "2"]);
  assertEquals(problems, ["2: SyntaxError"]);
});

Deno.test("exportRows() numbers the rows of an event, as monitoring does", () => {
  const event = parseEvent(line({ data: [{ n: 1, time: "t" }, { n: 2 }] }));
  assertEquals(exportRows(event).map((row) => [...row]), [
    [
      ["correlationid", "a_0"],
      ["time", "2023-10-15T17:03:34Z"],
      ["n", 1],
      ["data.time", "t"],
    ],
    [["correlationid", "a_1"], ["time", "2023-10-15T17:03:34Z"], ["n", 2]],
  ]);
  assertEquals(eventRows(parseEvent(line({ data: { any: "body" } }))), [
    new Map([["data", { any: "body" }]]),
  ]);
  assertEquals(eventRows(parseEvent(line({ data: [] }))), []);
});

Deno.test("joinedRows() puts input and output side by side, and tells equal names apart", () => {
  const input = parseEvent(line({ data: [{ a: 1, n: 2 }, { a: 3, n: 4 }] }));
  const output = parseEvent(line({ data: [{ n: 5, p: 6 }] }));
  assertEquals(joinedRows(input, output).map((row) => [...row].slice(2)), [
    [["a", 1], ["input.n", 2], ["output.n", 5], ["p", 6]],
  ]);
});

Deno.test("joinEvents() pairs by correlation id, first with first, and reports the rest", async () => {
  const unmatched: string[] = [];
  const pairs: unknown[] = [];
  const inputs = eventsOf(["a", 1], ["b", 2], ["same", 3], ["same", 4], [
    "x",
    5,
  ]);
  const outputs = eventsOf(["b", 2], ["a", 3], ["same", 4], ["same", 9], [
    "y",
    9,
  ]);
  const joined = joinEvents(inputs, outputs, {
    onUnmatched: ({ correlationId }) => unmatched.push(correlationId),
  });
  for await (const { input, output } of joined) {
    pairs.push([input.correlationId, input.data, output.data]);
  }
  assertEquals(pairs, [
    ["b", [{ n: 2 }], [{ n: 2 }]],
    ["a", [{ n: 1 }], [{ n: 3 }]],
    ["same", [{ n: 3 }], [{ n: 4 }]],
    ["same", [{ n: 4 }], [{ n: 9 }]],
  ]);
  assertEquals(unmatched, ["x", "y"]);
});

Deno.test("joinEvents() gives up the event that waits longest when too many wait", async () => {
  const unmatched: string[] = [];
  const inputs = eventsOf(["a", 1], ["b", 2], ["c", 3]);
  const joined = joinEvents(inputs, eventsOf(["a", 9], ["c", 9]), {
    maxWaiting: 2,
    onUnmatched: ({ correlationId }) => unmatched.push(correlationId),
  });
  const pairs: string[] = [];
  for await (const { input } of joined) pairs.push(input.correlationId);
  assertEquals(pairs, ["c"]);
  assertEquals(unmatched.sort().join(), "a,a,b");
});
