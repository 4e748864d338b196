import {
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { readDeploymentFile } from "../../../runtime/host/deployment_file.ts";

async function withFile<T>(
  text: string,
  body: (path: string, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "deployment.yml");
    await Deno.writeTextFile(path, text);
    return await body(path, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const MANAGED = `
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: my-endpoint
model:
  path: ../models/iris
code_configuration:
  code: src
  scoring_script: score.ts
environment_variables:
  WORKERS: 2
  DEBUG: true
  REGION: west
environment:
  image: example.azurecr.io/image:1
instance_type: Standard_DS3_v2
instance_count: 1
request_settings:
  request_timeout_ms: 3000
  max_concurrent_requests_per_instance: 4
data_collector:
  collections:
    model_inputs:
      enabled: 'True'
`;

Deno.test("a managed deployment is read whole, paths from its own folder", async () => {
  await withFile(MANAGED, async (path, folder) => {
    const file = await readDeploymentFile(path);
    assertEquals(file, {
      path,
      deployment: "blue",
      endpoint: "my-endpoint",
      modelPath: join(folder, "../models/iris"),
      scriptPath: join(folder, "src/score.ts"),
      environment: { WORKERS: "2", DEBUG: "true", REGION: "west" },
      dataCollector: { collections: { "model_inputs": { enabled: "True" } } },
      timeoutMs: 3000,
      maxConcurrentRequests: 4,
      maxQueueWaitMs: undefined,
      refusedByAzure: [],
      secretLines: {},
      ignoredKeys: ["environment", "instance_type", "instance_count"],
    });
  });
});

Deno.test("a Kubernetes deployment is read, a registered model found under --models", async () => {
  const text = `
name: green
endpoint_name: k8s
type: kubernetes
model: azureml:iris:3
resources: { requests: { cpu: "0.1" } }
scale_settings: { type: target_utilization }
`;
  await withFile(text, async (path) => {
    const file = await readDeploymentFile(path, { modelsPath: "/models" });
    assertEquals(file.modelPath, "/models/iris/3");
    assertEquals(file.scriptPath, undefined);
    assertEquals(file.ignoredKeys, ["resources", "scale_settings"]);
    await assertRejects(
      () => readDeploymentFile(path),
      ConfigurationError,
      "say with --models in which folder it is",
    );
  });
});

/** A wrong file, and what the sentence must name. */
for (
  const [label, text, expected] of [
    ["no YAML", "name: [", "not valid YAML"],
    [
      "no name",
      "endpoint_name: ab",
      'the key "name" is missing; add it, or say it with --deployment',
    ],
    [
      "no endpoint",
      "name: ab",
      'the key "endpoint_name" is missing; add it, or say it with --endpoint',
    ],
    ["a list", "- 1", "expected a mapping of keys"],
    [
      "a bad name",
      "name: a/b\nendpoint_name: ab",
      'line 1, "name" is "a/b", expected a string of at most 100 letters',
    ],
    [
      "a long name",
      `name: ${"a".repeat(101)}\nendpoint_name: ab`,
      "at most 100 letters",
    ],
    [
      "a number",
      "name: ab\nendpoint_name: 7",
      'line 2, "endpoint_name" is 7, expected a string of at most 100',
    ],
    [
      "a misspelt key",
      "name: ab\nendpoint_name: ab\nmodle: x",
      'line 3 has the key "modle"',
    ],
    [
      "a bad model",
      "name: ab\nendpoint_name: ab\nmodel: 7",
      'line 3, "model" is 7, expected a path, azureml:',
    ],
    [
      "a bad asset",
      "name: ab\nendpoint_name: ab\nmodel: azureml:../x:1",
      "expected a local path, azureml:<name>:<version>, azureml:<name>@latest or",
    ],
    [
      "a number for a model's folder",
      "name: ab\nendpoint_name: ab\nmodel:\n  path: 7",
      'line 4, "model.path" is 7, expected a string',
    ],
    [
      "a misspelt key below another",
      "name: ab\nendpoint_name: ab\nrequest_settings:\n  request_timeout: 5",
      'line 4 has the key "request_settings.request_timeout", which no deployment has; did you mean "request_timeout_ms"?',
    ],
    [
      "no kind of scaling",
      "name: ab\nendpoint_name: ab\nscale_settings:\n  min_instances: 1",
      'the key "scale_settings.type" is missing below line 3',
    ],
    [
      "an empty key",
      "name: ab\nendpoint_name: ab\ntags:",
      'line 3, "tags" is empty, expected a mapping',
    ],
    [
      "a Triton model",
      "name: ab\nendpoint_name: ab\nmodel:\n  path: m\n  type: triton_model",
      'line 5, "model.type" is "triton_model", and no Triton server is here',
    ],
    [
      "no script",
      "name: ab\nendpoint_name: ab\ncode_configuration:\n  code: .",
      'the key "code_configuration.scoring_script" is missing',
    ],
    [
      "a bad timeout",
      "name: ab\nendpoint_name: ab\nrequest_settings:\n  request_timeout_ms: soon",
      'line 4, "request_settings.request_timeout_ms" is "soon", expected a whole number',
    ],
    [
      "many aliases",
      "a: &a [1,1,1,1,1,1,1,1,1]\nname: ab\nendpoint_name: ab\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]",
      "Excessive alias count",
    ],
  ] as const
) {
  Deno.test(`a deployment file with ${label} is refused in one sentence`, async () => {
    await withFile(text, async (path) => {
      const error = await assertRejects(
        () => readDeploymentFile(path),
        ConfigurationError,
        expected,
      );
      assertStringIncludes(error.message, path);
      assertFalse(error.message.includes("\n"));
    });
  });
}

for (
  const asset of [
    "azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/iris/versions/3",
    "azureml://registries/r/models/iris/versions/3",
    "azureml://subscriptions/s/resourcegroups/g/workspaces/w/models/iris/versions/3",
    "azureml:iris:3",
  ]
) {
  Deno.test(`${asset} is found below --models`, async () => {
    const text = `name: ab\nendpoint_name: ab\nmodel: ${asset}`;
    await withFile(text, async (path) => {
      const file = await readDeploymentFile(path, { modelsPath: "/models" });
      assertEquals(file.modelPath, "/models/iris/3");
    });
  });
}

Deno.test("the endpoint and the deployment may come from the command, as with az", async () => {
  await withFile("model: ./m", async (path) => {
    const { endpoint, deployment } = await readDeploymentFile(path, {
      endpoint: "my_endpoint",
      deployment: "green",
    });
    assertEquals([endpoint, deployment], ["my_endpoint", "green"]);
  });
});

Deno.test("paths are taken as they are written: file URLs, backslashes", async () => {
  const text = `
name: ab
endpoint_name: my_endpoint
model: { path: 'file:///models/iris' }
code_configuration: { code: 'src\\scoring', scoring_script: score.ts }
request_settings: { request_timeout_ms: "500" }
`;
  await withFile(text, async (path, folder) => {
    const file = await readDeploymentFile(path);
    assertEquals(file.endpoint, "my_endpoint");
    assertEquals(file.modelPath, "/models/iris");
    assertEquals(file.scriptPath, join(folder, "src/scoring/score.ts"));
    assertEquals(file.timeoutMs, 500);
  });
});

Deno.test("what Azure's tools refuse is told by its key", async () => {
  const text = `
name: ab
endpoint_name: my_endpoint
model: ./iris
data_collector:
  rolling_rate: Month
  fsync: true
  collections:
    model_inputs: { enabled: true, data: { version: 1 } }
    model_outputs: { enabled: "True", data: { version: "1" } }
`;
  await withFile(text, async (path) => {
    const { refusedByAzure } = await readDeploymentFile(path);
    assertEquals(refusedByAzure.map((each) => each.split(" (", 1)[0]), [
      'endpoint_name "my_endpoint"',
      "a model that is a path or URI of its own",
      "rolling_rate Month",
      "model_inputs.enabled true",
      "model_inputs.data.version 1",
    ]);
  });
});

Deno.test("a Triton model is what a script makes of it, or another server", async () => {
  const text = `
name: ab
endpoint_name: ab
model: { path: m, type: Triton_Model, version: 3 }
code_configuration: { code: ., scoring_script: score.ts }
`;
  await withFile(text, async (path, folder) => {
    const { modelPath, ignoredKeys } = await readDeploymentFile(path);
    assertEquals(modelPath, join(folder, "m"));
    assertEquals(ignoredKeys, ["model.version"]);
    await Deno.writeTextFile(path, text.replace(/^code_conf.*$/m, ""));
    const alone = await readDeploymentFile(path, { findsModel: false });
    assertEquals(alone.modelPath, undefined);
  });
});

Deno.test("what asks for nothing is not told", async () => {
  const text = `
$schema: x
name: ab
endpoint_name: ab
type: managed
app_insights_enabled: off
private_network_connection: false
egress_public_network_access: Enabled
`;
  await withFile(text, async (path) => {
    assertEquals((await readDeploymentFile(path)).ignoredKeys, []);
    await Deno.writeTextFile(
      path,
      text.replace("off", "on").replace("Enabled", "disabled"),
    );
    assertEquals((await readDeploymentFile(path)).ignoredKeys, [
      "app_insights_enabled",
      "egress_public_network_access",
    ]);
  });
});

Deno.test("the lines of secrets are known", async () => {
  const text = `
name: ab
endpoint_name: ab
environment_variables:
  REGION: west
  KEY: \${{azureml://connections/db/credentials/key}}
`;
  await withFile(text, async (path) => {
    const { environment, secretLines } = await readDeploymentFile(path);
    assertEquals(Object.keys(environment), ["REGION", "KEY"]);
    assertEquals(secretLines, { KEY: 6 });
  });
});

Deno.test("@latest is the highest version below --models", async () => {
  const text = "name: ab\nendpoint_name: ab\nmodel: azureml:iris@latest";
  await withFile(text, async (path, folder) => {
    const options = { modelsPath: folder };
    await assertRejects(
      () => readDeploymentFile(path, options),
      ConfigurationError,
      "Cannot find the model azureml:iris@latest",
    );
    for (const version of ["2", "10", "draft"]) {
      await Deno.mkdir(join(folder, "iris", version), { recursive: true });
    }
    const file = await readDeploymentFile(path, options);
    assertEquals(file.modelPath, join(folder, "iris", "10"));
  });
});

Deno.test("a deployment file that is not there is refused by its path", async () => {
  await assertRejects(
    () => readDeploymentFile("/nowhere/deployment.yml"),
    ConfigurationError,
    "Cannot read /nowhere/deployment.yml: ",
  );
});
