import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { serviceOptions } from "../../../runtime/host/service_variables.ts";
import { HostProcess } from "../../tools/host_process.ts";

Deno.test("a deployment's variables win over the environment's, empty ones are none", () => {
  const { cors, ...options } = serviceOptions(
    { "SERVICE_NAME": "own", "SERVICE_VERSION": "" },
    (name) => name.startsWith("SERVICE_") ? `the ${name}` : "",
  );
  assertEquals(cors, undefined);
  assertEquals(options, {
    serviceName: "own",
    serviceVersion: "the SERVICE_VERSION",
    servicePathPrefix: "the SERVICE_PATH_PREFIX",
  });
});

Deno.test("how long scoring may take is a number, and what is none stops the start", () => {
  const timeout = (text: string) =>
    serviceOptions({ "SCORING_TIMEOUT_MS": text }, () => undefined).timeoutMs;
  assertEquals([timeout("200"), timeout(" 0 ")], [200, 0]);
  for (const text of ["string", "-1", "1.5", "1e3"]) {
    assertThrows(() => timeout(text), ConfigurationError, "SCORING_TIMEOUT_MS");
  }
});

Deno.test("the version of the server is shown unless something else than true is said", () => {
  const shown = ["true", "TRUE", "false", "notgood", ""].map((text) =>
    serviceOptions(
      {},
      (name) =>
        name === "SERVER_VERSION_LOG_RESPONSE_ENABLED" ? text : undefined,
    )
      .showVersion
  );
  const [yes, no] = [shown[0], shown[2]];
  assert(yes);
  assertFalse(no);
  assertEquals(shown, [yes, yes, no, no, undefined]);
});

Deno.test("a deployment names its service, its prefix and its pages", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    join(folder, "score.js"),
    "export const run = () => 7;",
  );
  await Deno.writeTextFile(
    join(folder, "deployment.yml"),
    `name: blue
code_configuration: { code: ., scoring_script: score.js }
environment_variables:
  SERVICE_NAME: credit
  SERVICE_VERSION: 2.1
  SERVICE_PATH_PREFIX: /test/
  AML_CORS_ORIGINS: www.bing.com
`,
  );
  for (const origin of ["www.bing.com", "www.azure.com"]) {
    await using host = await HostProcess.start(folder, [
      join(folder, "deployment.yml"),
      "--endpoint",
      "credit",
      // The command line wins.
      ...(origin === "www.bing.com" ? [] : ["--cors-origins", origin]),
    ]);
    const headers = { origin };
    const response = await fetch(`${host.address}/swagger.json`, { headers });
    const { info, paths } = await response.json();
    assertEquals([info.title, info.version], ["credit", "2.1"]);
    assertEquals(Object.keys(paths), [
      "/test/",
      "/test/score",
      "/test/swagger.json",
    ]);
    assertEquals(
      response.headers.get("access-control-allow-origin"),
      origin,
    );
  }
  await Deno.remove(folder, { recursive: true });
});
