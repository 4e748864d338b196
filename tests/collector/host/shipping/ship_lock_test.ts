import { assert } from "@std/assert";
import { ShipLock } from "../../../../collector/host/shipping/ship_lock.ts";

Deno.test("of two that ask one holds the lock, until it gives it back", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/iris/blue.lock`;
  const first = new ShipLock(path);
  using second = new ShipLock(path);
  assert(first.tryTake());
  assert(first.tryTake(), "who holds it holds it still");
  assert(!second.tryTake());
  first[Symbol.dispose]();
  assert(second.tryTake());
  assert(!first.tryTake());
  await Deno.remove(folder, { recursive: true });
});
