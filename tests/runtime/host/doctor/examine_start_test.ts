import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { commandArguments, runSamla } from "../../../tools/host_process.ts";

Deno.test("samla doctor says what is here, and ends with 1 if something has to be mended", async () => {
  const folder = await Deno.makeTempDir();
  const variables = { "AZURE_CLIENT_ID": "me" };
  const args = ["doctor", "--python", "/nothing/python3", "--data-dir"];
  const data = join(folder, "data");
  const good = await runSamla(folder, [...args, data], variables);
  assertEquals(good.code, 0, good.stderr);
  for (
    const what of [
      "runtime",
      "data folder",
      "Python",
      "credentials",
      "tracking",
    ]
  ) assertStringIncludes(good.stdout, what);
  await Deno.writeTextFile(data, "");
  const bad = await runSamla(folder, [...args, data], variables);
  assertEquals(bad.code, 1);
  assertStringIncludes(bad.stdout, "wrong  data folder");
  assertStringIncludes(bad.stderr, "1 of 6 things have to be mended first");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("who reads no further is no error", async () => {
  const folder = await Deno.makeTempDir();
  const args = ["doctor", "--python", "/nothing/python3", "--data-dir", folder];
  const ships = true;
  const child = new Deno.Command(Deno.execPath(), {
    args: commandArguments(folder, args, ships),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  const said = await new Response(child.stderr).text();
  assertEquals([(await child.status).code, said], [0, ""]);
  await Deno.remove(folder, { recursive: true });
});
