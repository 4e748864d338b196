import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

async function logOf(args: readonly string[]): Promise<readonly string[]> {
  const folder = await Deno.makeTempDir();
  const iris = projectPath("examples/iris");
  const host = await HostProcess.start(folder, [iris, ...args]);
  const response = await fetch(`${host.address}/score`, {
    method: "POST",
    body: '{"input_data": [[5.1, 3.5, 1.4, 0.2]]}',
    headers: { "x-request-id": "an-{id}" },
  });
  assertEquals(await response.text(), "[0]");
  const { stderr } = await host.stop();
  await Deno.remove(folder, { recursive: true });
  return stderr.trim().split("\n");
}

Deno.test("a log of JSON has an object a line, with the properties of what is told", async () => {
  const lines = (await logOf(["--log-format", "json"]))
    .map((line) => JSON.parse(line));
  const request = lines.find(({ message }) =>
    message.startsWith("POST /score")
  );
  assertEquals([request.level, request.requestId, request.deployment], [
    "info",
    "an-{id}",
    "iris/blue",
  ]);
  assert(!Number.isNaN(Date.parse(request.time)));
});

Deno.test("a log of text has them behind it, and requests only if they are to be told", async () => {
  const told = (await logOf([])).find((line) => line.includes("POST /score"));
  assertStringIncludes(told!, "deployment=iris/blue requestId=an-{id}");
  const silent = await logOf(["--log-requests", "0"]);
  assertEquals(silent.filter((line) => line.includes("POST")), []);
});
