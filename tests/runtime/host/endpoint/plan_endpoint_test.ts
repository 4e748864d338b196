import { assertEquals, assertRejects } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { planEndpoint } from "../../../../runtime/host/endpoint/plan_endpoint.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { projectPath } from "../../../tools/paths.ts";

Deno.test("an endpoint's file is read anew, and one that is wrong is refused", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/endpoint.yml`;
  const deployment = `${folder}/blue.yml`;
  const write = (traffic: string) =>
    Deno.writeTextFile(path, `name: iris\ntraffic: ${traffic}\n`);
  await write("{ blue: 100 }");
  await Deno.writeTextFile(
    deployment,
    `name: blue\nendpoint_name: iris\nmodel: ${projectPath("examples/iris")}\n`,
  );
  const { endpoint, reread } = await planEndpoint(path, [deployment], {
    flags: { dataDir: folder },
    log: SILENT,
  });
  assertEquals(endpoint.traffic, { blue: 100 });
  await write("{ blue: 0 }");
  assertEquals((await reread()).traffic, { blue: 0 });
  for (
    const [traffic, why] of [
      ["{ blue: 7 }", "adds up to 7"],
      ["{ red: 100 }", "red"],
    ] as const
  ) {
    await write(traffic);
    await assertRejects(() => reread(), ConfigurationError, why);
  }
  await Deno.remove(folder, { recursive: true });
});
