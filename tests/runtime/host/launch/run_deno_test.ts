import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  runDeno,
  startDeno,
} from "../../../../runtime/host/launch/run_deno.ts";

const SERVING = `
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
console.log("listening  here");
setInterval(() => {}, 1000);
`;

function started(code: string) {
  const args = ["eval", "--quiet", code];
  return startDeno(Deno.execPath(), args, Deno.env.toObject());
}

Deno.test("a host that was told to stop ends with the code that it says", async () => {
  const host = started(SERVING);
  assert(await host.isServing);
  host.stop();
  assertEquals(await host.ended, 0);
  // One that has ended is not told anything.
  host.stop();
});

Deno.test("a host that ends before it serves is told apart", async () => {
  const host = started("Deno.exit(3)");
  assertFalse(await host.isServing);
  assertEquals(await host.ended, 3);
});

Deno.test("Deno that is run to its end gives its exit code", async () => {
  const args = ["eval", "--quiet", "Deno.exit(7)"];
  const code = await runDeno(Deno.execPath(), args, Deno.env.toObject());
  assertEquals(code, 7);
});
