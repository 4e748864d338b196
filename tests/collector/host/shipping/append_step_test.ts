import { assert, assertEquals } from "@std/assert";
import { DiskSpool } from "../../../../collector/host/disk_spool.ts";
import { AppendStep } from "../../../../collector/host/shipping/append_step.ts";
import { ShipLock } from "../../../../collector/host/shipping/ship_lock.ts";
import { Shipper } from "../../../../collector/host/shipping/shipper.ts";
import { AzureAppendBlobStore } from "../../../../collector/stores/azure_append_blob.ts";
import { Azurite, readContainer } from "../../../tools/azurite.ts";
import { EarlyRefusal } from "../../../tools/early_refusal.ts";

const DEADLINE_MS = 15_000;

Deno.test("an append step is never more than 4 MiB, and never less than 64 KiB", () => {
  const step = new AppendStep();
  step.succeed();
  assertEquals(step.bytes, 4 * 1024 * 1024);
  for (let i = 0; i < 20; i++) step.fail(step.bytes);
  assertEquals([step.bytes, step.splitsLines], [64 * 1024, true]);
  for (let i = 0; i < 50; i++) step.succeed();
  assertEquals([step.bytes, step.splitsLines], [4 * 1024 * 1024, false]);
});

Deno.test("a backlog leaves over a link that refuses long bodies before it has read them", async () => {
  await using azurite = await Azurite.start();
  await using link = new EarlyRefusal({
    target: azurite.port,
    refuses: ({ bodyBytes, isKnown }) =>
      bodyBytes > 100_000 || bodyBytes > 0 && !isKnown,
  });
  const dataDir = await Deno.makeTempDir();
  const lines = Array.from({ length: 150_000 }, (_, id) => `{"id":"${id}"}\n`)
    .join("");
  await using spool = new DiskSpool(dataDir);
  spool.append(
    "iris/blue/model_inputs/2026/09/30/09",
    new TextEncoder().encode(lines),
  );
  const { containerName } = await azurite.newContainer();
  const url = azurite.url.replace(`:${azurite.port}`, `:${link.port}`);
  const store = new AzureAppendBlobStore(azurite.container(containerName, url));
  const shipper = new Shipper({
    root: `${dataDir}/iris/blue`,
    lock: new ShipLock(`${dataDir}/shipping/iris/blue.lock`),
    destinationOf: (folder) => ({ store, folder }),
    instanceId: spool.instanceId,
    backoff: { firstMs: 10, maxMs: 100 },
    now: () => Date.UTC(2026, 8, 30, 9, 30),
  });
  const running = shipper.run();
  await shipper.stop(DEADLINE_MS);
  await running;
  assert(link.refusals > 0);
  const blobs = await readContainer(azurite.container(containerName));
  assertEquals(blobs.size, 1);
  const [blob] = blobs.values();
  assertEquals(new TextDecoder().decode(blob), lines);
  assertEquals(shipper.counters.model_inputs!.events, 150_000);
  await Deno.remove(dataDir, { recursive: true });
});
