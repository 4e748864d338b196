import { assertEquals, assertFalse, assertMatch } from "@std/assert";
import { HostProcess } from "../../../tools/host_process.ts";
import { isolatedHost } from "../../../tools/isolated_host.ts";

const MODULE = `
export function init() {
  console.info("begun");
}
export async function run(text: string) {
  console.log("asked %s", text, { a: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1));
  console.warn("later");
  return text;
}
`;

for (const where of ["in the host", "in a process of its own"]) {
  Deno.test(`what a module ${where} prints is in the log, with its request`, async () => {
    const parent = await Deno.makeTempDir();
    const folder = `${parent}/credit`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/score.ts`, MODULE);
    const args = ["--log-format", "json"];
    await using host = where === "in the host"
      ? await HostProcess.start(`${folder}/data`, [
        `${folder}/score.ts`,
        ...args,
      ])
      : await isolatedHost(folder, args);
    const response = await fetch(`${host.address}/score`, {
      method: "POST",
      headers: { "x-request-id": "A", "x-ms-client-request-id": "C" },
      body: "x",
    });
    assertEquals(await response.json(), "x");
    const { stderr, stdout } = await host.stop();
    assertFalse(stdout.includes("asked"));
    const lines = stderr.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    const deployment = "credit/blue";
    const found = ["begun", "asked", "later"].map((start) => {
      const line = lines.find(({ message }) => message.startsWith(start));
      const { time, ...rest } = line;
      assertMatch(time, /^\d{4}-/);
      return rest;
    });
    assertEquals(found, [
      { level: "info", message: "begun", deployment },
      {
        level: "info",
        message: "asked x { a: 1 }",
        deployment,
        requestId: "A",
      },
      { level: "warning", message: "later", deployment, requestId: "A" },
    ]);
    await Deno.remove(parent, { recursive: true });
  });
}
