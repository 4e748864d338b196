import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { HostProcess } from "../../../tools/host_process.ts";

const NEVER = "export const run = () => new Promise(() => {});";

Deno.test("a deployment says how many requests are answered at once, and what waits is measured", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "score.js"), NEVER);
  await Deno.writeTextFile(
    join(folder, "deployment.yml"),
    `name: blue
endpoint_name: slow
code_configuration: { code: ., scoring_script: score.js }
request_settings:
  max_concurrent_requests_per_instance: 2
  max_queue_wait_ms: 1
`,
  );
  const staying: Promise<unknown>[] = [];
  {
    await using host = await HostProcess.start(folder, [
      join(folder, "deployment.yml"),
      // Each of several would have its part of the two.
      "--workers=1",
    ]);
    const ask = () =>
      fetch(`${host.address}/score`, { method: "POST", body: "{}" });
    const metrics = async () => {
      const response = await fetch(`${host.address}/metrics`);
      return await response.text();
    };
    for (const count of [1, 2]) {
      // The host ends before they are answered.
      staying.push(ask().catch(() => {}));
      // The question itself is in flight too.
      const inFlight = `samla_requests_in_flight ${count + 1}`;
      while (!(await metrics()).includes(inFlight));
    }
    const refused = await ask();
    assertEquals([refused.status, refused.headers.get("retry-after")], [
      503,
      "1",
    ]);
    assertStringIncludes(await refused.text(), "has waited 1 ms");
    const told = await metrics();
    assertStringIncludes(told, "samla_requests_turned_away_total 1");
    assertStringIncludes(told, "samla_requests_waiting 0");
  }
  await Promise.all(staying);
  await Deno.remove(folder, { recursive: true });
});
