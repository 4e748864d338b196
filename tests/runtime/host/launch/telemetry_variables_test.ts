import { assertEquals, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { telemetryVariables } from "../../../../runtime/host/launch/telemetry_variables.ts";
import { capturedLaunch } from "../../../tools/captured_launch.ts";
import { projectPath } from "../../../tools/paths.ts";

const NAMED = { "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318" };

Deno.test("telemetryVariables() switches OpenTelemetry on where somebody is to be told", () => {
  assertEquals(telemetryVariables({}), {});
  assertEquals(
    telemetryVariables({ ...NAMED, "OTEL_SDK_DISABLED": "true" }),
    {},
  );
  assertEquals(telemetryVariables({ ...NAMED, "OTEL_DENO": "false" }), {
    "OTEL_DENO": "false",
  });
  assertEquals(
    telemetryVariables({ ...NAMED, "OTEL_EXPORTER_OTLP_HEADERS": "a=b" }),
    {
      ...NAMED,
      "OTEL_EXPORTER_OTLP_HEADERS": "a=b",
      "OTEL_DENO": "true",
      "OTEL_EXPORTER_OTLP_TIMEOUT": "3000",
      "OTEL_SERVICE_NAME": "samla",
    },
  );
  assertEquals(
    telemetryVariables({ "OTEL_DENO": "true" })["OTEL_DENO"],
    "true",
  );
});

Deno.test("telemetryVariables() has who is told answer within three seconds, or as is said", () => {
  const name = "OTEL_EXPORTER_OTLP_TIMEOUT";
  assertEquals(telemetryVariables(NAMED)[name], "3000");
  assertEquals(telemetryVariables({ ...NAMED, [name]: "9" })[name], "9");
});

Deno.test("telemetryVariables() says what Azure's variables say", () => {
  const variables = telemetryVariables({
    ...NAMED,
    "OTEL_RESOURCE_ATTRIBUTES": "a=1",
    "SERVICE_NAME": "credit",
    "SERVICE_VERSION": "2",
    "WORKSPACE_NAME": "of mine",
    "HOSTNAME": "host-1",
  });
  assertEquals(variables["OTEL_SERVICE_NAME"], "credit");
  assertEquals(
    variables["OTEL_RESOURCE_ATTRIBUTES"],
    "a=1,service.namespace=of%20mine,service.version=2,service.instance.id=host-1",
  );
});

Deno.test("telemetryVariables() refuses what cannot be, by name", () => {
  for (
    const [name, value] of [
      ["OTEL_EXPORTER_OTLP_ENDPOINT", "somewhere"],
      ["OTEL_EXPORTER_OTLP_ENDPOINT", "file:///x"],
      ["OTEL_EXPORTER_OTLP_PROTOCOL", "pigeon"],
      ["OTEL_DENO", "maybe"],
    ] as const
  ) {
    assertThrows(
      () => telemetryVariables({ ...NAMED, [name]: value }),
      ConfigurationError,
      `${name} is "${value}"`,
    );
  }
});

Deno.test("a host is told to tell; a command that serves nothing is not", async () => {
  const iris = projectPath("examples/iris");
  const serve = await capturedLaunch(["serve", iris], NAMED);
  assertEquals(serve.environment["OTEL_DENO"], "true");
  const inspect = await capturedLaunch(["inspect", iris], NAMED);
  assertEquals(inspect.environment["OTEL_DENO"], undefined);
  const wrong = await capturedLaunch(["serve", iris], {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "somewhere",
  });
  assertEquals(wrong.code, 3);
});
