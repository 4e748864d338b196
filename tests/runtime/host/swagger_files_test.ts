import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { readSwaggerFiles } from "../../../runtime/host/swagger_files.ts";
import { HostProcess } from "../../tools/host_process.ts";

async function withFiles(
  files: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a description is read by version, swagger.json before swagger2.json", async () => {
  await withFiles({
    "swagger.json": '"one"',
    "swagger2.json": '"two"',
    "swagger3.1.json": "{}",
  }, async (folder) => {
    assertEquals(await readSwaggerFiles(folder), { "2": '"one"', "3.1": "{}" });
  });
  await withFiles({ "swagger2.json": '"two"' }, async (folder) => {
    assertEquals(await readSwaggerFiles(folder), { "2": '"two"' });
  });
});

Deno.test("a description that is no JSON stops the start", async () => {
  await withFiles({ "swagger3.json": "{" }, async (folder) => {
    await assertRejects(
      () => readSwaggerFiles(folder),
      ConfigurationError,
      "swagger3.json, which describes the service",
    );
  });
});

Deno.test("a description beside a module is served as it is, others are made", async () => {
  const files = {
    "score.js": "export const run = () => 7;",
    "swagger3.json": '"written by hand"',
  };
  await withFiles(files, async (folder) => {
    await using host = await HostProcess.start(folder, [
      join(folder, "score.js"),
    ]);
    const ask = async (version: string) => {
      const path = `/swagger.json?version=${version}`;
      return await (await fetch(host.address + path)).text();
    };
    assertEquals(await ask("3"), '"written by hand"');
    assertEquals(JSON.parse(await ask("2")).swagger, "2.0");
  });
});
