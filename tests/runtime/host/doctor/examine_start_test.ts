import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { runSamla } from "../../../tools/host_process.ts";

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
