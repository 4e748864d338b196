import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const NAMES = ["sepal length", "sepal width", "petal length", "petal width"]
  .map((name) => `${name} (cm)`);
const ROWS = [[5.1, 3.5, 1.4, 0.2], [7, 3.2, 4.7, 1.4], [6.3, 3.3, 6, 2.5]];
const CLASSES = [0, 1, 2];
/** So many that the body is above 1 MiB. */
const COPIES = 30_000;

const LARGE = JSON.stringify({
  "input_data": {
    columns: NAMES,
    data: Array.from({ length: COPIES }, () => ROWS).flat(),
  },
});

async function ask(
  host: HostProcess,
  path: string,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(host.address + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** How many large requests a thread of their own has scored. */
async function scoredApart(host: HostProcess): Promise<number> {
  const metrics = await (await fetch(`${host.address}/metrics`)).text();
  return Number(
    /^samla_large_requests_total\{thread="own"\} (\d+)$/m.exec(metrics)![1],
  );
}

Deno.test("a large request is scored by a thread of its own as by the one that serves, and collected", async () => {
  const dataDir = await Deno.makeTempDir();
  await using host = await HostProcess.start(dataDir, [
    projectPath("examples/iris"),
    "--collect",
    "--workers",
    "1",
  ]);
  assert(LARGE.length > 2 ** 20);
  let asked = 0;
  // The first of them starts the thread, and is scored where it came in.
  while (await scoredApart(host) === 0) {
    const { status, text } = await ask(host, "/score", LARGE);
    assertEquals(status, 200);
    const found: number[] = JSON.parse(text);
    assertEquals(found.length, COPIES * ROWS.length);
    assert(found.every((value, row) => value === CLASSES[row % ROWS.length]));
    asked++;
  }
  const invocations = LARGE.replace('"input_data"', '"dataframe_split"');
  const answer = await ask(host, "/invocations", invocations);
  assertEquals(JSON.parse(answer.text).predictions.length, COPIES * 3);
  const wrong = await ask(
    host,
    "/invocations",
    invocations.replace(NAMES[0]!, "another name"),
  );
  assertEquals(wrong.status, 400);
  assertStringIncludes(wrong.text, NAMES[0]!);
  assertEquals(await scoredApart(host), 3);
  const { stderr, code } = await host.stop();
  assertEquals(code, 0);
  for (const collection of ["model_inputs", "model_outputs"]) {
    assertStringIncludes(
      stderr,
      `${collection}: ${
        asked + 1
      } collected, 0 sampled out, 0 refused, 0 dropped, ${asked + 1} in files`,
    );
  }
  await Deno.remove(dataDir, { recursive: true });
});
