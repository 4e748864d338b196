import { assertEquals } from "@std/assert";
import { DiskSpool } from "../../../../collector/host/disk_spool.ts";
import { FileLosses } from "../../../../collector/host/shipping/file_losses.ts";
import { ShipLock } from "../../../../collector/host/shipping/ship_lock.ts";
import { Shipper } from "../../../../collector/host/shipping/shipper.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";
import { until } from "./until.ts";

const FOLDER = "iris/blue/model_inputs/2026/09/30/09";
const PATH = "model_inputs/2026/09/30/09/a.jsonl";

Deno.test("what is lost of a removed file is what was not shipped of it, and is told once", () => {
  const losses = new FileLosses();
  losses.shipped(PATH, { events: 2, bytes: 20 });
  losses.shipped(PATH, { events: 1, bytes: 10 });
  losses.removed({ path: PATH, events: 5, bytes: 50 });
  assertEquals(losses.take(() => true), []);
  assertEquals(losses.take(), [{ path: PATH, events: 2, bytes: 20 }]);
  assertEquals(losses.take(), []);
});

Deno.test("a file that goes because it was shipped is no loss", () => {
  const losses = new FileLosses();
  losses.shipped(PATH, { events: 2, bytes: 20 });
  losses.forget(PATH);
  assertEquals(losses.take(), []);
});

Deno.test("events are in the store or lost when somebody removes the folder while it is shipped, and those that follow are shipped whole", async () => {
  const dataDir = await Deno.makeTempDir();
  const root = `${dataDir}/iris/blue`;
  const store = new MemoryAppendStore();
  const spool = new DiskSpool(dataDir);
  const append = (n: number) =>
    spool.append(FOLDER, new TextEncoder().encode(`{"id":"${n}"}\n`));
  const shipper = new Shipper({
    root,
    lock: new ShipLock(`${dataDir}/shipping.lock`),
    destinationOf: () => ({ store, folder: "mdc" }),
    instanceId: spool.instanceId,
    now: () => Date.UTC(2026, 8, 30, 9, 30),
  });
  const running = shipper.run();
  for (let n = 0; n < 3; n++) append(n);
  await until(() => shipper.counters.model_inputs?.events === 3);
  // Removed before anybody could look at them.
  for (let n = 3; n < 5; n++) append(n);
  await Deno.remove(root, { recursive: true });
  for (let n = 5; n < 9; n++) append(n);
  for (const file of spool.takeRemoved("iris/blue/model_inputs")) {
    shipper.removed({ ...file, path: file.path.slice("iris/blue/".length) });
  }
  await spool.close();
  await shipper.stop(20_000);
  await running;
  const { events, earlierEvents, lostEvents } = shipper.counters.model_inputs!;
  assertEquals({ events, earlierEvents, lostEvents }, {
    events: 7,
    earlierEvents: 0,
    lostEvents: 2,
  });
  const text = store.paths.map((path) =>
    new TextDecoder().decode(store.bytes(path))
  ).join("");
  assertEquals(
    text.split("\n").filter(Boolean).map((line) => JSON.parse(line).id).sort(),
    ["0", "1", "2", "5", "6", "7", "8"],
  );
  await Deno.remove(dataDir, { recursive: true });
});
