import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { AppendStore } from "../../../../collector/append_store.ts";
import { DiskSpool } from "../../../../collector/host/disk_spool.ts";
import { ShipLock } from "../../../../collector/host/shipping/ship_lock.ts";
import {
  Shipper,
  type ShipperOptions,
} from "../../../../collector/host/shipping/shipper.ts";
import { exists, until } from "./until.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";
import { FaultyStore } from "../../../tools/faulty_store.ts";

const ENCODER = new TextEncoder();
const FOLDER = "iris/blue/model_inputs/2026/09/30/09";
const HOUR_OVER = Date.UTC(2026, 8, 30, 10, 10);
const DEADLINE_MS = 20_000;
/** A round with a few faults takes some 100 ms. */
const STUCK_MS = 5_000;

interface Setup extends AsyncDisposable {
  readonly dataDir: string;
  readonly spool: DiskSpool;
  readonly problems: string[];
  shipper(store: AppendStore, options?: Partial<ShipperOptions>): Shipper;
}

async function setUp(): Promise<Setup> {
  const dataDir = await Deno.makeTempDir();
  const spool = new DiskSpool(dataDir);
  const problems: string[] = [];
  return {
    dataDir,
    spool,
    problems,
    shipper: (store, options = {}) =>
      new Shipper({
        root: `${dataDir}/iris/blue`,
        lock: new ShipLock(`${dataDir}/shipping/iris/blue.lock`),
        destinationOf: (collection) => ({
          store,
          folder: `mdc/iris/blue/${collection}`,
        }),
        instanceId: spool.instanceId,
        onProblem: (message) => problems.push(message),
        now: () => Date.UTC(2026, 8, 30, 9, 30),
        ...options,
      }),
    async [Symbol.asyncDispose]() {
      await spool.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** Ships what is there, and stops. */
async function shipOnce(
  shipper: Shipper,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  const running = shipper.run();
  await shipper.stop(deadlineMs);
  await running;
}

function lines(from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) text += `{"id":"${i}"}\n`;
  return text;
}

function text(store: MemoryAppendStore, path: string): string {
  return new TextDecoder().decode(store.bytes(path));
}

Deno.test("the last round ships every whole line, and an unfinished one stays", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const store = new MemoryAppendStore();
  spool.append(FOLDER, ENCODER.encode(lines(0, 3) + '{"torn'));
  await shipOnce(setup.shipper(store));
  const path = `mdc/${FOLDER}/${spool.instanceId}.jsonl`;
  assertEquals(text(store, path), lines(0, 3));
  const again = setup.shipper(store);
  spool.append(FOLDER, ENCODER.encode('"}\n'));
  await shipOnce(again);
  assertEquals(text(store, path), lines(0, 3) + '{"torn"}\n');
  assertEquals(again.counters.model_inputs?.events, 4);
});

Deno.test("a running shipper appends what is written, several lines at once", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const store = new MemoryAppendStore();
  const shipper = setup.shipper(store);
  const running = shipper.run();
  for (let i = 0; i < 200; i++) {
    spool.append(FOLDER, ENCODER.encode(lines(i, i + 1)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await shipper.stop(DEADLINE_MS);
  await running;
  const path = `mdc/${FOLDER}/${spool.instanceId}.jsonl`;
  assertEquals(text(store, path), lines(0, 200));
  assert((await store.length(path)).blocks < 10);
  assertEquals(shipper.counters.model_inputs, {
    events: 200,
    bytes: lines(0, 200).length,
    earlierEvents: 0,
    earlierBytes: 0,
    retried: 0,
    rejected: 0,
    lostEvents: 0,
    lostBytes: 0,
  });
});

Deno.test("files of hosts before this one are shipped, and counted apart", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const store = new MemoryAppendStore();
  const earlier = new DiskSpool(setup.dataDir);
  earlier.append(FOLDER, ENCODER.encode(lines(0, 5)));
  await earlier.close();
  spool.append(FOLDER, ENCODER.encode(lines(5, 7)));
  const shipper = setup.shipper(store);
  await shipOnce(shipper);
  assertEquals(
    text(store, `mdc/${FOLDER}/${earlier.instanceId}.jsonl`),
    lines(0, 5),
  );
  const { events, earlierEvents } = shipper.counters.model_inputs!;
  assertEquals([events, earlierEvents], [2, 5]);
});

for (const seed of [1, 2, 3, 4]) {
  Deno.test(`whatever a store does, every line is in it once and in order (seed ${seed})`, async () => {
    await using setup = await setUp();
    const { spool } = setup;
    const memory = new MemoryAppendStore({ maxBlocks: 7 });
    const store = new FaultyStore(memory, seed);
    let written = 0;
    const write = (count: number) => {
      spool.append(FOLDER, ENCODER.encode(lines(written, written + count)));
      written += count;
    };
    const counted = { events: 0, retried: 0 };
    for (let round = 0; round < 12; round++) {
      write(round * 3 + 1);
      const shipper = setup.shipper(store, {
        instanceId: "another",
        backoff: { firstMs: 1, maxMs: 5 },
      });
      await shipOnce(shipper, STUCK_MS);
      // What is stuck now would be stuck in every round.
      const stored = memory.paths.map((path) => text(memory, path)).join("");
      assertEquals(stored.length, lines(0, written).length);
      const { earlierEvents, retried } = shipper.counters.model_inputs!;
      counted.events += earlierEvents;
      counted.retried += retried;
    }
    const parts = memory.paths.map((path) => text(memory, path));
    assertEquals(parts.join(""), lines(0, written));
    assertEquals(
      memory.paths.map((path) => path.slice(`mdc/${FOLDER}/`.length)),
      parts.map((_, part) =>
        `${spool.instanceId}${part === 0 ? "" : `-${part}`}.jsonl`
      ),
    );
    assert(parts.length > 1);
    assert(store.faults > 0);
    assert(counted.retried > 0);
  });
}

Deno.test("a line longer than an append goes in several, whole", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const store = new MemoryAppendStore({ maxBlockBytes: 100 });
  const long = `{"data":"${"x".repeat(1000)}"}\n`;
  spool.append(FOLDER, ENCODER.encode(lines(0, 30) + long + lines(30, 60)));
  await shipOnce(setup.shipper(store));
  assertEquals(
    text(store, `mdc/${FOLDER}/${spool.instanceId}.jsonl`),
    lines(0, 30) + long + lines(30, 60),
  );
});

Deno.test("payload files are in the store before the line that names them", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const memory = new MemoryAppendStore();
  const large = crypto.randomUUID();
  const binary = crypto.randomUUID();
  const period = "2026/09/30/09";
  const root =
    "azureml://datastores/workspaceblobstore/paths/modelDataCollector";
  spool.put(`iris/blue/${period}/${large}.jsonl`, ENCODER.encode("[1]"));
  spool.put(`${FOLDER}/${binary}`, ENCODER.encode("bytes"));
  spool.append(
    FOLDER,
    ENCODER.encode(
      `{"id":"0","data":[{"a":"no file"}]}\n` +
        `{"id":"1","dataref":"${root}/iris/blue/${period}/${large}.jsonl"}\n` +
        `{"id":"2","data":"${root}/${FOLDER}/${binary}","datainblob":"true"}\n` +
        `{"id":"3","data":"azureml://../../../etc/passwd","datainblob":"true"}\n`,
    ),
  );
  await shipOnce(setup.shipper(memory));
  assertEquals(memory.paths, [
    `mdc/iris/blue/${period}/${large}.jsonl`,
    `mdc/${FOLDER}/${binary}`,
    `mdc/${FOLDER}/${spool.instanceId}.jsonl`,
  ]);
  assertEquals(text(memory, memory.paths[0]!), "[1]");
});

Deno.test("a file goes when its period is over and nobody writes to it", async () => {
  await using setup = await setUp();
  const { spool, dataDir } = setup;
  const store = new MemoryAppendStore();
  const earlier = new DiskSpool(dataDir);
  earlier.append(FOLDER, ENCODER.encode(lines(0, 5)));
  const id = crypto.randomUUID();
  earlier.put(`${FOLDER}/${id}`, ENCODER.encode("payload"));
  await earlier.close();
  spool.append(FOLDER, ENCODER.encode(lines(5, 6)));
  const shipper = setup.shipper(store, { now: () => HOUR_OVER });
  const running = shipper.run();
  const earlierFile = `${dataDir}/${FOLDER}/${earlier.instanceId}.jsonl`;
  await until(() => !exists(earlierFile));
  assert(exists(`${dataDir}/${FOLDER}/${spool.instanceId}.jsonl`));
  await spool.close();
  await until(() => !exists(`${dataDir}/iris/blue/model_inputs/2026`));
  await shipper.stop(DEADLINE_MS);
  await running;
  const path = `mdc/${FOLDER}/${earlier.instanceId}.jsonl`;
  assertEquals(text(store, path), lines(0, 5));
});

Deno.test("a store is asked once more before a file goes: what it lost is shipped again", async () => {
  await using setup = await setUp();
  const { spool, dataDir } = setup;
  let store = new MemoryAppendStore();
  spool.append(FOLDER, ENCODER.encode(lines(0, 5)));
  let nowMs = Date.UTC(2026, 8, 30, 9, 30);
  const shipper = setup.shipper({
    maxBlockBytes: store.maxBlockBytes,
    maxBlocks: store.maxBlocks,
    length: (path) => store.length(path),
    append: (path, bytes, at) => store.append(path, bytes, at),
    put: (path, bytes) => store.put(path, bytes),
  }, { now: () => nowMs });
  const running = shipper.run();
  await until(() => store.paths.length > 0);
  store = new MemoryAppendStore();
  await spool.close();
  nowMs = HOUR_OVER;
  await until(() => !exists(`${dataDir}/${FOLDER}/${spool.instanceId}.jsonl`));
  await shipper.stop(DEADLINE_MS);
  await running;
  assertEquals(text(store, store.paths[0] ?? ""), lines(0, 5));
  assertEquals(shipper.counters.model_inputs?.events, 5);
});

Deno.test("a file that begins anew after it was shipped and removed is added to", async () => {
  await using setup = await setUp();
  const { dataDir } = setup;
  const store = new MemoryAppendStore();
  const { spool } = setup;
  spool.append(FOLDER, ENCODER.encode(lines(0, 5)));
  await spool.close();
  const shipper = setup.shipper(store, { now: () => HOUR_OVER });
  const running = shipper.run();
  const file = `${dataDir}/${FOLDER}/${spool.instanceId}.jsonl`;
  await until(() => !exists(file));
  await Deno.mkdir(`${dataDir}/${FOLDER}`, { recursive: true });
  await Deno.writeTextFile(file, lines(5, 9));
  await shipper.stop(DEADLINE_MS);
  await running;
  assertEquals(text(store, store.paths[0]!), lines(0, 9));
  assertEquals(shipper.counters.model_inputs?.events, 9);
});

Deno.test("files that are to stay do", async () => {
  await using setup = await setUp();
  const { spool, dataDir } = setup;
  const store = new MemoryAppendStore();
  spool.append(FOLDER, ENCODER.encode(lines(0, 5)));
  await spool.close();
  const shipper = setup.shipper(store, {
    now: () => HOUR_OVER,
    keepLocal: true,
  });
  const running = shipper.run();
  await until(() => store.paths.length > 0);
  await shipper.stop(DEADLINE_MS);
  await running;
  assert(exists(`${dataDir}/${FOLDER}/${spool.instanceId}.jsonl`));
});

Deno.test("of two hosts on one data directory one ships, and the other takes over", async () => {
  await using setup = await setUp();
  const { spool } = setup;
  const stores = [new MemoryAppendStore(), new MemoryAppendStore()];
  const shippers = stores.map((store) => setup.shipper(store));
  const running = shippers.map((shipper) => shipper.run());
  spool.append(FOLDER, ENCODER.encode(lines(0, 5)));
  await until(() => stores[0]!.paths.length > 0);
  await shippers[0]!.stop(DEADLINE_MS);
  assertEquals(stores[1]!.paths, []);
  await until(() => stores[1]!.paths.length > 0);
  await shippers[1]!.stop(DEADLINE_MS);
  await Promise.all(running);
});

Deno.test("a store that refuses is told of, and what it refused stays", async () => {
  await using setup = await setUp();
  const { spool, problems, dataDir } = setup;
  spool.append(FOLDER, ENCODER.encode(lines(0, 5)));
  const refuse = () =>
    Promise.resolve(
      { status: "rejected", reason: "the role is missing" } as const,
    );
  const shipper = setup.shipper({
    maxBlockBytes: 100,
    maxBlocks: 100,
    length: refuse,
    append: refuse,
    put: refuse,
  });
  const running = shipper.run();
  await until(() => problems.length > 0);
  await shipper.stop(300);
  await running;
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0]!, "Cannot ship model_inputs");
  assertStringIncludes(problems[0]!, "the role is missing");
  assert(exists(`${dataDir}/${FOLDER}/${spool.instanceId}.jsonl`));
  assertEquals(shipper.counters.model_inputs?.events, 0);
});
