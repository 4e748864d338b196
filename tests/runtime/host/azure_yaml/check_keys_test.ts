import { assert, assertEquals, assertThrows } from "@std/assert";
import { checkKeys } from "../../../../runtime/host/azure_yaml/check_keys.ts";
import { deploymentKeys } from "../../../../runtime/host/azure_yaml/deployment_keys.ts";
import { endpointKeys } from "../../../../runtime/host/azure_yaml/endpoint_keys.ts";
import { YamlFile } from "../../../../runtime/host/azure_yaml/yaml_file.ts";
import {
  type YamlKey,
  yamlRows,
} from "../../../../runtime/host/azure_yaml/yaml_key.ts";
import { parseCollectorConfig } from "../../../../collector/mod.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const DEPLOYMENT = { of: "deployment", keys: deploymentKeys() };
const ENDPOINT = { of: "endpoint", keys: endpointKeys() };

function check(entries: unknown, table = DEPLOYMENT): string[] {
  return checkKeys(
    new YamlFile("a.yml", JSON.stringify(entries), "a deployment"),
    table,
  );
}

/** Values of which every type takes one and refuses another. */
const VALUES: readonly unknown[] = [
  "x",
  "1",
  1,
  1.5,
  true,
  null,
  ["x"],
  [{}],
  {},
  "azureml:x",
  "key",
  "enabled",
  "linux",
  "default",
  "managed",
  "custom_model",
  "none",
  "hour",
];

/** What is in a file so that a key is where it is. */
function wrapped(path: readonly string[], value: unknown): unknown {
  return path.reduceRight(
    (below, name) => ({ [name === "*" ? "any" : name]: below }),
    value,
  );
}

/** Whether a value is refused for its own sake, and not for what it lacks. */
function isRefused(
  path: string,
  value: unknown,
  table: typeof DEPLOYMENT,
): boolean {
  try {
    check(wrapped(path.split("."), value), table);
    return false;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.includes(`"${path.replaceAll("*", "any")}" is `) &&
      !error.message.includes("missing");
  }
}

function isUntyped(path: string, key: YamlKey): boolean {
  return path.startsWith("data_collector") || path.includes("nvidia.com") ||
    key.type?.expects === "anything";
}

for (const table of [DEPLOYMENT, ENDPOINT]) {
  Deno.test(`checkKeys() takes a value of its type for each key of an Azure ${table.of}, and refuses another`, () => {
    const rows = yamlRows(table.keys)
      .filter(({ path, key }) => !isUntyped(path, key));
    const wrong = rows.filter(({ path }) => {
      const refused = VALUES.filter((value) => isRefused(path, value, table));
      return refused.length === 0 || refused.length === VALUES.length;
    });
    assertEquals(wrong.map(({ path }) => path), []);
  });

  Deno.test(`checkKeys() refuses what stands beside each mapping's keys of an Azure ${table.of}`, () => {
    const mappings = yamlRows(table.keys)
      .filter(({ path, key }) =>
        key.keys !== undefined && !path.startsWith("data_collector")
      );
    for (const { path } of mappings) {
      assertThrows(
        () => check(wrapped(`${path}.qqqqqq`.split("."), 1), table),
        ConfigurationError,
        `line 1 has the key "${path}.qqqqqq", which no ${table.of} has; check its spelling`,
      );
    }
  });
}

Deno.test("checkKeys() says where a key belongs that stands elsewhere", () => {
  for (
    const [entries, hint] of [
      [{ "request_timeout_ms": 5 }, "request_settings.request_timeout_ms"],
      [{ image: "x" }, "environment.image"],
    ] as const
  ) {
    assertThrows(
      () => check(entries),
      ConfigurationError,
      `did you mean "${hint}"?`,
    );
  }
  assertThrows(
    () => check({ "request_settings": { "instance_count": 1 } }),
    ConfigurationError,
    "it stands at the top",
  );
});

Deno.test("checkKeys() shows no long text", () => {
  const error = assertThrows(
    () => check({ tags: "x".repeat(500) }),
    ConfigurationError,
  );
  assert(error.message.length < 150);
});

Deno.test("the collector takes what the table says of data_collector, and its data_id is told", () => {
  const collector = {
    collections: {
      "model_inputs": {
        enabled: "true",
        data: {
          name: "x",
          path: "azureml://datastores/x/paths/y",
          version: "1",
          "data_id": "z",
        },
      },
    },
    "rolling_rate": "Hour",
    "sampling_rate": 0.5,
    "request_logging": { "capture_headers": ["a"] },
  };
  parseCollectorConfig(collector, "data_collector");
  assertEquals(check({ "data_collector": collector }), [
    "data_collector.collections.model_inputs.data.data_id",
  ]);
  const named = yamlRows({ "data_collector": deploymentKeys().data_collector! })
    .map(({ path }) => path.split(".").at(-1)!)
    .filter((name) => name !== "*");
  const text = JSON.stringify({ "data_collector": collector });
  assertEquals(named.filter((name) => !text.includes(`"${name}"`)), []);
});
