import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { hostMetrics } from "../../../runtime/host/metrics/host_metrics.ts";
import { HostDoor } from "../../../runtime/host/host_door.ts";
import { freePort } from "../../tools/free_port.ts";
import { commandArguments } from "../../tools/host_process.ts";

/** It is loaded once there is a file. */
const SLOW = `
const go = new URL("go", import.meta.url);
export async function init() {
  for (;;) {
    try { return Deno.statSync(go); } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
export const run = () => 7;
`;

async function asked(door: HostDoor, path: string, method = "GET") {
  const response = await door.answer(
    new Request(`http://localhost${path}`, { method }),
  );
  return [response.status, await response.text()] as const;
}

Deno.test("until it is opened a host lives, and is asked nothing", async () => {
  const door = new HostDoor();
  assertEquals(await asked(door, "/"), [200, "Healthy"]);
  assertEquals(await asked(door, "/v2/health/live"), [200, '{"live":true}']);
  for (const path of ["/ready", "/ping", "/v2/health/ready", "/nothing"]) {
    assertEquals((await asked(door, path))[0], 503, path);
  }
  const [status, text] = await asked(door, "/", "POST");
  assertEquals(status, 503);
  assertStringIncludes(text, "is being loaded");
  door.open({ fetch: () => new Response("mine") }, hostMetrics([]));
  assertEquals(await asked(door, "/ready"), [200, "mine"]);
});

Deno.test("a host answers its probes while init runs", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "score.js"), SLOW);
  const port = freePort();
  const args = ["serve", join(folder, "score.js"), "--port", `${port}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: commandArguments(folder, [...args, "--data-dir", folder]),
    stdout: "null",
    stderr: "null",
  }).spawn();
  const statusOf = async (path: string) => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined;
    }
  };
  // It listens at some time.
  while (await statusOf("/") === undefined);
  assertEquals([await statusOf("/"), await statusOf("/ready")], [200, 503]);
  await Deno.writeTextFile(join(folder, "go"), "");
  while (await statusOf("/ready") !== 200);
  assertEquals(await statusOf("/score"), 200);
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
  await Deno.remove(folder, { recursive: true });
});
