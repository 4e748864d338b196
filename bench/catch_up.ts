/**
 * How fast a shipper brings what waits: two files of 200,000 lines of 600
 * bytes, to a blob server on this machine.
 *
 * deno run --allow-read --allow-write --allow-env --allow-sys --allow-run --allow-net=127.0.0.1 bench/catch_up.ts
 *
 * @module
 */
import { ShipLock } from "../collector/host/shipping/ship_lock.ts";
import { Shipper } from "../collector/host/shipping/shipper.ts";
import { AzureAppendBlobStore } from "../collector/stores/azure_append_blob.ts";
import { Azurite } from "../tests/tools/azurite.ts";

const COLLECTIONS = ["model_inputs", "model_outputs"];
const LINES = 200_000;
const DEADLINE_MS = 120_000;

const line = `{"id":"x","data":"${"y".repeat(578)}"}\n`;
const folder = await Deno.makeTempDir();
const text = line.repeat(LINES);
for (const collection of COLLECTIONS) {
  const period = `${folder}/${collection}/2026/09/30/09`;
  await Deno.mkdir(period, { recursive: true });
  await Deno.writeTextFile(`${period}/${"0".repeat(38)}.jsonl`, text);
}
await using azurite = await Azurite.start();
const container = await azurite.newContainer();
const shipper = new Shipper({
  root: folder,
  lock: new ShipLock(`${folder}-lock/shipper.lock`),
  destinationOf: (collection) => ({
    store: new AzureAppendBlobStore(container),
    folder: collection,
  }),
});
const startedMs = performance.now();
const running = shipper.run();
await shipper.stop(DEADLINE_MS);
await running;
const seconds = (performance.now() - startedMs) / 1000;
const events = Object.values(shipper.counters)
  .reduce((sum, { earlierEvents }) => sum + earlierEvents, 0);
Deno.stdout.writeSync(
  new TextEncoder().encode(
    `${events} events in ${seconds.toFixed(1)} s: ${
      Math.round(events / seconds)
    } events/s, ${(events * line.length / seconds / 1e6).toFixed(0)} MB/s\n`,
  ),
);
await Deno.remove(folder, { recursive: true });
await Deno.remove(`${folder}-lock`, { recursive: true });
