import { assertEquals, assertRejects } from "@std/assert";
import { aliveMeanwhile } from "../../../../runtime/host/command/alive_meanwhile.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { freePort } from "../../../tools/free_port.ts";

/** Asks until somebody listens. */
async function asked(port: number, path: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

function flagsOf(port: number, healthPort: number) {
  return {
    host: "127.0.0.1",
    port,
    healthPort,
    maxConnections: 10,
    headersTimeoutMs: 1000,
    bodyTimeoutMs: 1000,
  };
}

Deno.test("a host that waits for its model says that it lives, on each of its ports", async () => {
  const [port, healthPort] = [freePort(), freePort()];
  const work = Promise.withResolvers<string>();
  const waited = aliveMeanwhile(
    flagsOf(port, healthPort),
    SILENT,
    () => work.promise,
  );
  for (const each of [port, healthPort]) {
    const alive = await asked(each, "/");
    assertEquals(await alive.text(), "Healthy");
  }
  const scored = await asked(port, "/score");
  assertEquals(scored.status, 503);
  await scored.body?.cancel();
  work.resolve("a plan");
  assertEquals(await waited, "a plan");
  await assertRejects(() => fetch(`http://127.0.0.1:${port}/`), TypeError);
});

Deno.test("what fails meanwhile is told, and a port that is taken is left to the start", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const healthPort = freePort();
  const work = Promise.withResolvers<void>();
  const waited = aliveMeanwhile(
    flagsOf(listener.addr.port, healthPort),
    SILENT,
    () => work.promise,
  );
  const alive = await asked(healthPort, "/");
  await alive.body?.cancel();
  work.reject(new RangeError("no model"));
  await assertRejects(() => waited, RangeError, "no model");
});
