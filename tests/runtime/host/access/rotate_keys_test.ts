import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { HostProcess } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const [OLD, NEW] = ["the-old-key-of-somebody", "the-new-key-of-somebody"];

Deno.test("keys are asked for, and read anew on SIGHUP", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "keys.txt");
  await Deno.writeTextFile(path, OLD!);
  const host = await HostProcess.start(folder, [
    projectPath("examples/iris"),
    "--key-file",
    path,
  ]);
  const ask = async (route: string, key?: string) => {
    const response = await fetch(`${host.address}${route}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    return [response.status, await response.text()];
  };
  assertEquals(await ask("/swagger.json"), [401, ""]);
  assertEquals((await ask("/swagger.json", OLD))[0], 200);
  assertEquals(await ask("/ready"), [200, "Ready"]);
  await Deno.writeTextFile(path, NEW!);
  host.kill("SIGHUP");
  // The signal reaches the host at some time.
  while ((await ask("/swagger.json", NEW))[0] !== 200);
  assertEquals((await ask("/swagger.json", OLD))[0], 401);
  await Deno.writeTextFile(path, "short");
  host.kill("SIGHUP");
  assertEquals((await ask("/swagger.json", NEW))[0], 200);
  const { code, stderr } = await host.stop();
  assertEquals(code, 0);
  assertStringIncludes(stderr, "were read anew");
  await Deno.remove(folder, { recursive: true });
});
