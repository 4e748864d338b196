import { assertEquals, assertThrows } from "@std/assert";
import { SettingError } from "../../collector/setting_error.ts";
import { parseCollectorConfig } from "../../collector/config.ts";

function parse(value: unknown) {
  return parseCollectorConfig(value, "deployment.yml: data_collector");
}

Deno.test("parseCollectorConfig() takes every key of the YAML, switches as text or boolean", () => {
  const config = parse({
    collections: {
      model_inputs: {
        enabled: "True",
        data: {
          name: "in",
          path: "azureml://datastores/x/paths/y",
          version: 2,
        },
      },
      request: { enabled: true, sampling_rate: 0.25 },
      Other: { enabled: "false" },
    },
    rolling_rate: "Minute",
    sampling_rate: 0.5,
    request_logging: { capture_headers: ["X-Tenant"] },
    durability: "disk",
    max_disk_bytes: 1000,
  });
  assertEquals(config.rollingRate, "minute");
  assertEquals(config.captureHeaders, ["x-tenant"]);
  assertEquals(config.durability, "disk");
  assertEquals(config.maxDiskBytes, 1000);
  assertEquals(config.largePayloadBytes, 4 * 1024 * 1024);
  assertEquals(
    config.collections.map((
      { name, enabled, samplingRate },
    ) => [name, enabled, samplingRate]),
    [["model_inputs", true, 0.5], ["request", true, 0.25], [
      "Other",
      false,
      0.5,
    ]],
  );
  assertEquals(config.collections[0]!.data, {
    name: "in",
    path: "azureml://datastores/x/paths/y",
    version: "2",
  });
});

Deno.test("parseCollectorConfig() names the key, the value and what is allowed", () => {
  const where = "deployment.yml: data_collector";
  const cases: [unknown, string][] = [
    [undefined, `Cannot use undefined for "${where}"`],
    [{ collections: {}, rolling: 1 }, `Cannot use "${where}.rolling"`],
    [
      { collections: {}, rolling_rate: "weekly" },
      `Cannot use "weekly" for "${where}.rolling_rate": expected one of minute, hour, day, month, year`,
    ],
    [
      { collections: {}, sampling_rate: 1.5 },
      `Cannot use 1.5 for "${where}.sampling_rate": expected a number from 0 to 1`,
    ],
    [
      { collections: { a: { enabled: "yes" } } },
      `Cannot use "yes" for "${where}.collections.a.enabled": expected true or false`,
    ],
  ];
  for (const [value, expected] of cases) {
    assertThrows(() => parse(value), TypeError, expected);
  }
});

Deno.test("parseCollectorConfig() refuses names that would leave the data directory", () => {
  const names = ["a/b", "..", ".", "a\0b", "a\\b", "", "x".repeat(300), "2026"];
  for (const name of names) {
    assertThrows(
      () => parse({ collections: { [name]: { enabled: true } } }),
      SettingError,
      "Cannot use the collection name",
    );
  }
});

Deno.test("parseCollectorConfig() allows five collections beside request and response", () => {
  const enabled = { enabled: true };
  const five = { a: enabled, b: enabled, c: enabled, d: enabled, e: enabled };
  assertEquals(
    parse({ collections: { ...five, request: enabled, Response: enabled } })
      .collections.length,
    7,
  );
  assertThrows(
    () => parse({ collections: { ...five, f: enabled } }),
    SettingError,
    "Cannot collect a, b, c, d, e, f: a deployment has at most 5 collections",
  );
});
