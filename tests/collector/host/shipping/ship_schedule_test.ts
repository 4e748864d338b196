import { assert, assertEquals } from "@std/assert";
import { FollowedFile } from "../../../../collector/host/shipping/followed_file.ts";
import { ShipSchedule } from "../../../../collector/host/shipping/ship_schedule.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";

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
