import { assert, assertEquals } from "@std/assert";
import { parseCollectorConfig } from "../../../collector/config.ts";
import { openDeployment } from "../../../collector/host/open_deployment.ts";
import { cutTornLines } from "../../../collector/host/torn_lines.ts";
import { diskDeployment, frame } from "./disk_deployment.ts";
import { filesUnder, linesUnder } from "./disk_lines.ts";

Deno.test("The start cuts off lines that a crash left unfinished, and counts them; files in use are left alone", async () => {
  const dataDir = await Deno.makeTempDir();
  const config = parseCollectorConfig({
    collections: { model_inputs: { enabled: true } },
  }, "data_collector");
  const open = () =>
    openDeployment({ endpoint: "iris", deployment: "blue", dataDir, config });
  const folder = `${dataDir}/modelDataCollector/iris/blue/model_inputs/2026/09`;
  await Deno.mkdir(folder, { recursive: true });
  const name = "0".repeat(38);
  await Deno.writeTextFile(`${folder}/${name}.jsonl`, '{"a":1}\n{"torn');
  await Deno.writeTextFile(
    `${folder}/1${name.slice(1)}.jsonl`,
    "x".repeat(200_000),
  );
  await Deno.writeTextFile(`${folder}/raw-payload.jsonl`, '[{"whole":1}]');
  const inUse = await Deno.open(`${folder}/2${name.slice(1)}.jsonl`, {
    append: true,
    create: true,
  });
  await inUse.write(new TextEncoder().encode('{"half'));
  const exclusive = true;
  await inUse.lock(exclusive);
  const deployment = open();
  assertEquals(deployment.counters.model_inputs!.torn, 2);
  await deployment.close();
  const texts = await Promise.all(
    filesUnder(folder).map((path) => Deno.readTextFile(`${folder}/${path}`)),
  );
  assertEquals(texts, ['{"a":1}\n', "", '{"half', '[{"whole":1}]']);
  inUse.close();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("A file that is written to is never cut", async () => {
  const { root, deployment } = diskDeployment();
  deployment.record("model_inputs", frame(1));
  deployment.commit();
  const path = `${root}/${filesUnder(root)[0]}`;
  await Deno.writeTextFile(path, '{"half', { append: true });
  assertEquals(cutTornLines(root), 0);
  await deployment.close();
  assertEquals(cutTornLines(root), 1);
  assertEquals(linesUnder(root).length, 1);
  await Deno.remove(root, { recursive: true });
});

Deno.test("A write that the disk takes in part only leaves whole lines", async () => {
  const dataDir = await Deno.makeTempDir();
  const script = new URL("./limited_process.ts", import.meta.url).pathname;
  // A limit on the size of files, in blocks of 512 bytes, makes a short write.
  const { success, stdout } = await new Deno.Command("sh", {
    args: [
      "-c",
      'trap "" XFSZ; ulimit -f 63; exec "$0" run --no-check --no-code-cache --allow-read --allow-write "$1" "$2"',
      Deno.execPath(),
      script,
      dataDir,
    ],
    stderr: "null",
  }).output();
  assert(success);
  const { events, dropped } = JSON.parse(new TextDecoder().decode(stdout));
  assert(events > 10 && dropped > 10);
  assertEquals(events + dropped, 1000);
  const lines = linesUnder(`${dataDir}/modelDataCollector`);
  assertEquals(lines.length, events);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("A killed process leaves every line that it committed", async () => {
  const dataDir = await Deno.makeTempDir();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      "--allow-write",
      new URL("./committing_process.ts", import.meta.url).pathname,
      dataDir,
    ],
    stdout: "piped",
  }).spawn();
  let committed = 0;
  for await (const chunk of child.stdout) {
    committed += chunk.length;
    if (committed >= 1000) break;
  }
  child.kill("SIGKILL");
  await child.status;
  const lines = linesUnder(`${dataDir}/modelDataCollector`);
  assert(lines.length >= 1000, `${lines.length} lines`);
  await Deno.remove(dataDir, { recursive: true });
});
