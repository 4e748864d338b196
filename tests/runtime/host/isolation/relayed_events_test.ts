import { assertEquals, assertThrows } from "@std/assert";
import { collectEverything, Deployment } from "../../../../collector/mod.ts";
import { MemorySpool } from "../../../../collector/memory_spool.ts";
import { RelayedEvents } from "../../../../runtime/host/isolation/relayed_events.ts";

const LINE = new TextEncoder().encode('{"a":1}\n');
const SENT = { events: 1, bytes: LINE.length, rows: 2, collected: 3 };
const FOLDER = "iris/blue/model_inputs";

function relayed() {
  const spool = new MemorySpool();
  const deployment = new Deployment({
    endpoint: "iris",
    deployment: "blue",
    config: collectEverything(),
    spool,
  });
  return { deployment, spool, events: new RelayedEvents(deployment) };
}

Deno.test("RelayedEvents writes lines as if the host had collected them", async () => {
  const { deployment, events } = relayed();
  events.lines({ ...SENT, folder: `${FOLDER}/2026/11/27/12` }, LINE);
  const counters = deployment.counters.model_inputs!;
  assertEquals(
    [counters.collected, counters.recorded, counters.events, counters.merged],
    [3, 3, 1, 2],
  );
  assertEquals([counters.rows, counters.bytes], [2, LINE.length]);
  await deployment.close();
});

for (
  const folder of [
    "iris/blue/model_inputs/../../../../etc",
    "/etc/2026/11/27/12",
    "iris/green/model_inputs/2026/11/27/12",
    "iris/blue/other/2026/11/27/12",
    "iris/blue/model_inputs",
    "iris/blue/MODEL_INPUTS/2026/11/27/12",
    "iris/blue/model_inputs/2026/11/27/12/x",
    "iris/blue/model_inputs/2026//27",
  ]
) {
  Deno.test(`RelayedEvents writes no lines to ${folder}`, async () => {
    const { deployment, events } = relayed();
    assertThrows(
      () => events.lines({ ...SENT, folder }, LINE),
      RangeError,
      "it is no place of the deployment",
    );
    assertThrows(
      () => events.file(`${folder}/00000000-0000-0000-0000-000000000000`, LINE),
      RangeError,
    );
    await deployment.close();
  });
}

Deno.test("RelayedEvents writes no lines that do not end", async () => {
  const { deployment, events } = relayed();
  const folder = `${FOLDER}/2026/11/27/12`;
  assertThrows(() => events.lines({ ...SENT, folder }, LINE.slice(0, -1)));
  await deployment.close();
});

Deno.test("RelayedEvents writes no file but one that lines can name", async () => {
  const { deployment, events } = relayed();
  const id = crypto.randomUUID();
  events.file(`iris/blue/2026/11/27/12/${id}.jsonl`, LINE);
  events.file(`${FOLDER}/2026/11/27/12/${id}`, LINE);
  for (const path of [`${FOLDER}/2026/11/27/12/x.jsonl`, `../${id}`, id]) {
    assertThrows(() => events.file(path, LINE), RangeError);
  }
  await deployment.close();
});

Deno.test("RelayedEvents counts what has no line once, and what a lost process held", async () => {
  const { deployment, events } = relayed();
  const counts = { sampledOut: 2, refused: 1, dropped: 0, pending: 5 };
  events.counts({ model_inputs: counts });
  events.counts({ model_inputs: { ...counts, sampledOut: 4 } });
  events.lines({ ...SENT, folder: `${FOLDER}/2026/11/27/12` }, LINE);
  events.lost();
  events.lost();
  const { collected, recorded, sampledOut, refused, dropped } = deployment
    .counters.model_inputs!;
  assertEquals([sampledOut, refused, recorded, dropped], [4, 1, 3, 2]);
  assertEquals(collected, 4 + 1 + 3 + 2);
  await deployment.close();
});
