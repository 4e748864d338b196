import { assert } from "@std/assert";
import { pause } from "../../../ground/pause.ts";
import { collectGarbage } from "../../../runtime/host/collect_garbage.ts";

const BYTES = 200 * 2 ** 20;

function externalWith(bytes: number): number {
  const held = new Uint8Array(bytes).fill(1);
  return Deno.memoryUsage().external - held.length + bytes;
}

Deno.test("collectGarbage() gives back what nobody uses", async () => {
  const before = externalWith(BYTES);
  // Nothing of what ran is on the stack any more.
  await pause(0);
  collectGarbage();
  assert(before - Deno.memoryUsage().external > BYTES / 2);
});
