import { assert, assertEquals, assertFalse } from "@std/assert";
import { FollowedFile } from "../../../../collector/host/shipping/followed_file.ts";
import { ShipSchedule } from "../../../../collector/host/shipping/ship_schedule.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";

const instanceId = "0".repeat(38);
const path = `inputs/2026/09/30/09/${instanceId}.jsonl`;
const LINE = '{"id":"0"}\n';

interface Scheduled extends Disposable {
  readonly schedule: ShipSchedule;
  readonly store: MemoryAppendStore;
  /** Appends lines to the file. */
  write(count: number): void;
  /** Ships what may be shipped at a time. */
  ship(nowMs: number): Promise<void>;
  /** Looks at the file; `last` where more will not come. */
  look(nowMs: number, when?: "last"): boolean;
}

function schedule(): Scheduled {
  const root = Deno.makeTempDirSync();
  Deno.mkdirSync(`${root}/inputs/2026/09/30/09`, { recursive: true });
  const store = new MemoryAppendStore();
  const source = new FollowedFile(
    { path, collection: "inputs", period: "2026/09/30/09", instanceId },
    {
      root,
      store,
      folder: "mdc",
      countsEarlier: true,
      removedBytes: 0,
      onShipped: () => {},
    },
  );
  const schedule = new ShipSchedule(source, { firstMs: 1000, maxMs: 1000 });
  return {
    schedule,
    store,
    look: (nowMs, when) => schedule.look(nowMs, when === "last"),
    write: (count) =>
      Deno.writeTextFileSync(`${root}/${path}`, LINE.repeat(count), {
        append: true,
      }),
    async ship(nowMs) {
      const end = schedule.begin(nowMs);
      schedule.settle(await source.ship(end), nowMs);
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

Deno.test("a file that grows is appended to once a second, unless it is the last time", async () => {
  using scheduled = schedule();
  scheduled.write(1);
  scheduled.look(0);
  scheduled.look(50);
  await scheduled.ship(50);
  scheduled.write(1);
  scheduled.look(100);
  assertFalse(scheduled.look(150));
  assert(scheduled.look(150, "last"));
  assert(scheduled.look(1050));
});

Deno.test("one attempt at a file runs at a time", () => {
  using scheduled = schedule();
  scheduled.write(1);
  scheduled.look(0);
  assert(scheduled.look(50));
  scheduled.schedule.begin(50);
  assertFalse(scheduled.look(2000, "last"));
});

Deno.test("after a failure the file waits as long as the store asks, and the store is asked how far it came", async () => {
  using scheduled = schedule();
  scheduled.write(1);
  scheduled.look(0);
  scheduled.look(50);
  await scheduled.ship(50);
  scheduled.write(1);
  scheduled.look(2000);
  assert(scheduled.look(2050));
  scheduled.schedule.begin(2050);
  scheduled.schedule.settle(
    { status: "retry", reason: "busy", afterMs: 5000 },
    2050,
  );
  assertEquals(scheduled.schedule.source.shippedBytes, undefined);
  assertFalse(scheduled.look(2100, "last"));
  assertFalse(scheduled.look(7000, "last"));
  assert(scheduled.look(7050, "last"));
});

/** Waiting for more makes no sense. */
const isLast = true;

interface Followed extends AsyncDisposable {
  readonly schedule: ShipSchedule;
  write(text: string): void;
}

async function follow(): Promise<Followed> {
  const root = await Deno.makeTempDir();
  const path = "model_inputs/2026/09/30/09/one.jsonl";
  const local = `${root}/${path}`;
  await Deno.mkdir(local.slice(0, local.lastIndexOf("/")), { recursive: true });
  const source = new FollowedFile({
    path,
    collection: "model_inputs",
    period: "2026/09/30/09",
    instanceId: "one",
  }, {
    root,
    store: new MemoryAppendStore(),
    folder: "model_inputs",
    countsEarlier: false,
    removedBytes: 0,
    onShipped: () => {},
  });
  return {
    schedule: new ShipSchedule(source),
    write: (text) => Deno.writeTextFileSync(local, text),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("a size that was just seen is not shipped yet, after 50 ms it is", async () => {
  await using followed = await follow();
  const { schedule } = followed;
  followed.write("0123456789\n");
  assert(!schedule.look(0, isLast));
  assert(!schedule.look(49, isLast));
  assertEquals(schedule.readableBytes, 0);
  assert(schedule.look(50, isLast));
  assertEquals(schedule.readableBytes, 11);
});

Deno.test("what a writer took back in that time is never shipped", async () => {
  await using followed = await follow();
  const { schedule } = followed;
  followed.write("whole\n");
  schedule.look(0, isLast);
  schedule.look(50, isLast);
  followed.write("whole\nhalf a li");
  schedule.look(100, isLast);
  followed.write("whole\n");
  schedule.look(150, isLast);
  assertEquals(schedule.readableBytes, 6);
});
