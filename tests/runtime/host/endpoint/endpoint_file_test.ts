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
    refusedByAzure: [],
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
    [
      "name: iris\nauth_mode: open",
      'line 2, "auth_mode" is "open", expected key, aml_token or aad_token',
    ],
    [
      "name: iris\nidentity:\n  principal_id: x",
      'the key "identity.type" is missing below line 2',
    ],
    [
      "name: iris\nidentity:\n  type: UserAssigned\n  user_assigned_identities: [{}, {}]",
      'line 4, "identity.user_assigned_identities" is a list, expected a list of at most one mapping',
    ],
    ["name: iris\ncompute: k8s", 'line 2, "compute" is "k8s"'],
    [
      "name: iris\ninstance_type: x",
      'line 2 has the key "instance_type", which no endpoint has',
    ],
    ["name: iris\ntrafic: { blue: 100 }", 'did you mean "traffic"?'],
    ["name: [", "is not valid YAML"],
    ["- name", "expected a mapping of keys as an endpoint has them"],
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

Deno.test("readEndpointFile() tells what means nothing here, and what Azure refuses", async () => {
  const text = `
name: my_endpoint
auth_mode: AMLToken
compute: azureml:k8s
public_network_access: disabled
identity: { type: none }
traffic: { blue: "100" }
mirror_traffic: { green: 10 }
`;
  const file = await withFile(text, (path) => readEndpointFile(path, NAMES));
  assertEquals(file.authMode, "aml_token");
  assertEquals(file.traffic, { blue: 100 });
  assertEquals(file.ignoredKeys, [
    "compute",
    "public_network_access",
    "identity",
  ]);
  assertEquals(file.refusedByAzure.map((each) => each.split(" (", 1)[0]), [
    'name "my_endpoint"',
    "public_network_access",
    "mirror_traffic",
  ]);
});

Deno.test("isEndpointFile() tells an endpoint's file from a deployment's", async () => {
  assert(await withFile("name: iris\nauth_mode: key\n", isEndpointFile));
  assert(
    await withFile(
      "$schema: https://x/managedOnlineEndpoint.schema.json\nname: iris\n",
      isEndpointFile,
    ),
  );
  assertFalse(
    await withFile("name: blue\nendpoint_name: iris\n", isEndpointFile),
  );
  assertFalse(await isEndpointFile("/no/such/file.yml"));
});
