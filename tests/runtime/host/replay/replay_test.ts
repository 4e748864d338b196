import { assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const ROWS = [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3], [7.7, 3, 6.1, 2.3]];
const IRIS = projectPath("examples/iris");
/** Answers 0 to everything, slowly enough not to be an accident. */
const ZERO = "export const run = () => [0];";

async function withRecorded(
  args: readonly string[],
  body: (dataDir: string, address: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  {
    await using host = await HostProcess.start(dataDir, args);
    for (const row of ROWS) {
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ "input_data": [row] }),
      });
      assertEquals(response.status, 200);
      await response.body?.cancel();
    }
    await body(dataDir, host.address);
  }
  await Deno.remove(dataDir, { recursive: true });
}

async function replayed(
  dataDir: string,
  args: readonly string[],
): Promise<{ code: number; counts: Record<string, number>; stderr: string }> {
  const { code, stdout, stderr } = await runSamla(dataDir, [
    "replay",
    ...args,
    "--data-dir",
    dataDir,
    "--format",
    "json",
  ]);
  const counts = stdout === "" ? {} : JSON.parse(stdout);
  return { code, counts, stderr };
}

Deno.test("what was collected is answered the same by the same model", async () => {
  await withRecorded([IRIS, "--collect"], async (dataDir, address) => {
    const { code, counts } = await replayed(dataDir, [
      "model_inputs",
      "--to",
      address,
    ]);
    assertEquals([code, counts.read, counts.equal], [0, 3, 3]);
    const invocations = await replayed(dataDir, [
      "model_inputs",
      "--to",
      `${address}/invocations`,
      "--limit",
      "2",
    ]);
    assertEquals([invocations.code, invocations.counts.equal], [0, 2]);
  });
});

Deno.test("a model that answers otherwise is found out, and by how much", async () => {
  await withRecorded([IRIS, "--collect"], async (dataDir) => {
    await Deno.writeTextFile(`${dataDir}/score.ts`, ZERO);
    await using other = await HostProcess.start(dataDir, [
      `${dataDir}/score.ts`,
    ]);
    const to = ["model_inputs", "--to", other.address];
    const { code, counts, stderr } = await replayed(dataDir, to);
    assertEquals([code, counts.equal, counts.different], [1, 1, 2]);
    assertEquals(counts.greatestAbsolute, 2);
    assertStringIncludes(
      stderr,
      "2 of 3 answers are not as they were recorded",
    );
    const loose = await replayed(dataDir, [...to, "--tolerance", "2"]);
    assertEquals([loose.code, loose.counts.equal], [0, 3]);
    const warm = await replayed(dataDir, [...to, "--warm-up"]);
    assertEquals([warm.code, warm.counts.notCompared], [0, 3]);
  });
});

Deno.test("payloads are sent as they came, also of one file", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/blue.yml`;
  await Deno.writeTextFile(
    file,
    `name: blue
endpoint_name: iris
model: ${IRIS}
data_collector:
  collections:
    request: { enabled: "True" }
    response: { enabled: "True" }
`,
  );
  await withRecorded([file, "--workers", "1"], async (dataDir, address) => {
    const all = await replayed(dataDir, ["request", "--to", address]);
    assertEquals([all.code, all.counts.equal], [0, 3]);
    const path = await fileBelow(
      `${dataDir}/modelDataCollector/iris/blue/request`,
    );
    const one = await replayed(dataDir, [path, "--to", address]);
    // What was replayed before was collected too.
    assertEquals([one.code, one.counts.equal, one.counts.read], [0, 6, 6]);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("nobody who answers is a failure of each, and no data is a wrong configuration", async () => {
  await withRecorded([IRIS, "--collect"], async (dataDir) => {
    const to = ["--to", "http://127.0.0.1:1"];
    const { code, counts } = await replayed(dataDir, ["model_inputs", ...to]);
    assertEquals([code, counts.failed], [1, 3]);
    const none = await replayed(dataDir, ["other", ...to]);
    assertEquals(none.code, 3);
    assertStringIncludes(none.stderr, 'Cannot read "other"');
    const nowhere = await replayed(dataDir, ["model_inputs", "--to", "there"]);
    assertEquals(nowhere.code, 3);
    assertStringIncludes(nowhere.stderr, 'Cannot send to "there"');
  });
});

async function fileBelow(folder: string): Promise<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    return isDirectory ? await fileBelow(path) : path;
  }
  throw new Error(`There is no file below ${folder}`);
}
