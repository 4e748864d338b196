import { assertEquals, assertMatch } from "@std/assert";
import { HostProcess } from "../../tools/host_process.ts";

const MODULE = `
export function run(text) {
  if (text === "late") setTimeout(() => { throw new Error("late fault"); }, 0);
  if (text === "rejected") Promise.reject(new Error("unawaited fault"));
  if (text === "exit") Deno.exit(5);
  if (text === "close") close();
  return text;
}
`;

async function withHost(
  body: (
    host: HostProcess,
    post: (text: string) => Promise<number>,
  ) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dataDir}/score.ts`, MODULE);
    await using host = await HostProcess.start(dataDir, [
      `${dataDir}/score.ts`,
    ]);
    await body(host, async (text) => {
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        body: text,
      });
      await response.body?.cancel();
      return response.status;
    });
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

Deno.test("ProcessGuard logs and counts what a module throws beside its requests, and the host serves on", async () => {
  await withHost(async (host, post) => {
    assertEquals(await post("late"), 200);
    assertEquals(await post("rejected"), 200);
    assertEquals(await post("exit"), 500);
    assertEquals(await post("close"), 500);
    assertEquals(await post("fine"), 200);
    const metrics = await (await fetch(`${host.address}/metrics`)).text();
    assertMatch(metrics, /^samla_uncaught_errors_total 2$/m);
    const { code, stderr } = await host.stop();
    assertEquals(code, 0);
    assertMatch(stderr, /late fault[^]*score\.ts:3/);
    assertMatch(stderr, /unawaited fault[^]*score\.ts:4/);
    assertMatch(stderr, /Cannot call exit/);
  });
});
