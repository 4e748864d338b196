import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import {
  isEndpointFile,
  readEndpointFile,
} from "../../../../runtime/host/endpoint/endpoint_file.ts";

const NAMES = ["blue", "green"];

async function withFile<T>(
  text: string,
  body: (path: string) => Promise<T>,
): Promise<T> {
  const path = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    await Deno.writeTextFile(path, text);
    return await body(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readEndpointFile() reads what az ml online-endpoint takes", async () => {
  const text = `
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
name: iris
auth_mode: AAD_token
tags: { team: flowers }
traffic: { blue: 90, green: 10 }
`;
  const file = await withFile(text, (path) => readEndpointFile(path, NAMES));
  assertEquals(file, {
    name: "iris",
    authMode: "aad_token",
    traffic: { blue: 90, green: 10 },
    mirrorTraffic: {},
    ignoredKeys: ["tags"],
  });
});

Deno.test("readEndpointFile() gives all to the first where nothing is said of traffic", async () => {
  const file = await withFile(
    "name: iris\nmirror_traffic: { green: 20 }\n",
    (path) => readEndpointFile(path, NAMES),
  );
  assertEquals(file.traffic, { blue: 100 });
  assertEquals(file.mirrorTraffic, { green: 20 });
});

for (
  const [text, why] of [
    ["traffic: { blue: 100 }", 'the key "name" is missing'],
    ["name: iris\ntraffic: { blue: 60 }", 'line 2, "traffic" adds up to 60'],
    [
      "name: iris\ntraffic: { red: 100 }",
      'line 2, "traffic" names the deployment "red"',
    ],
    ["name: iris\ntraffic: { blue: all }", 'line 2, "traffic.blue" is "all"'],
    ["name: iris\ntraffic: { blue: 101 }", 'line 2, "traffic.blue" is 101'],
    [
      "name: iris\nmirror_traffic: { green: 60 }",
      "may give one deployment up to 50",
    ],
    [
      "name: iris\nmirror_traffic: { blue: 10 }",
      'the deployment "blue" has traffic of its own',
    ],
    ["name: iris\nauth_mode: open", 'line 2, "auth_mode" is "open"'],
    ["name: iris\ntrafic: { blue: 100 }", 'did you mean "traffic"?'],
    ["name: [", "is not valid YAML"],
    ["- name", 'the key "name" is missing'],
  ] as const
) {
  Deno.test(`readEndpointFile() refuses ${JSON.stringify(text)}`, async () => {
    await withFile(text, async (path) => {
      await assertRejects(
        () => readEndpointFile(path, NAMES),
        ConfigurationError,
        why,
      );
    });
  });
}

Deno.test("isEndpointFile() tells an endpoint's file from a deployment's", async () => {
  assert(await withFile("name: iris\nauth_mode: key\n", isEndpointFile));
  assertFalse(
    await withFile("name: blue\nendpoint_name: iris\n", isEndpointFile),
  );
  assertFalse(await isEndpointFile("/no/such/file.yml"));
});
