import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { HostProcess } from "../tools/host_process.ts";
import { apiClasses, apiProblems } from "../tools/kubernetes_tools.ts";
import { projectPath } from "../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const INFER = {
  inputs: [
    ["sepal length (cm)", 5.1],
    ["sepal width (cm)", 3.5],
    ["petal length (cm)", 1.4],
    ["petal width (cm)", 0.2],
  ].map(([name, value]) => ({
    name,
    shape: [1],
    datatype: "FP64",
    data: [value],
  })),
};

interface Runtime {
  readonly spec: {
    readonly containers: readonly [{
      readonly args: readonly string[];
      readonly livenessProbe: { readonly httpGet: { readonly path: string } };
      readonly readinessProbe: { readonly httpGet: { readonly path: string } };
    }];
  };
}

interface Route {
  readonly path: string;
}

interface AzureDeployment {
  readonly environment: {
    readonly "inference_config": Readonly<
      Record<"liveness_route" | "readiness_route" | "scoring_route", Route>
    >;
  };
}

async function read<T>(path: string): Promise<T> {
  return parse(await Deno.readTextFile(path));
}

/** Arguments as they stand in a file, without where they listen and deliver. */
function here(args: readonly string[]): readonly string[] {
  return args.filter((arg) => !/^--(?:host|port|data-dir|datastore)=/.test(arg))
    .map((arg) =>
      arg === "/mnt/models" ? IRIS : arg.replace("{{.Name}}", "iris")
    );
}

async function statusOf(address: string): Promise<number> {
  const response = await fetch(address);
  await response.body?.cancel();
  return response.status;
}

Deno.test("the manifests for KServe have keys that it knows, and no others", async () => {
  const classes = await apiClasses();
  const runtime = await read("deploy/kserve/cluster_serving_runtime.yaml");
  const service = await read("deploy/kserve/inference_service.yaml");
  assertEquals(
    apiProblems(runtime, "V1alpha1ClusterServingRuntime", classes),
    [],
  );
  assertEquals(apiProblems(service, "V1beta1InferenceService", classes), []);
  const wrong = { spec: { containers: [{ image: 1, arg: [] }] } };
  assertEquals(apiProblems(wrong, "V1alpha1ClusterServingRuntime", classes), [
    "V1alpha1ClusterServingRuntime.spec.containers[0].image is a number, and not str",
    "V1alpha1ClusterServingRuntime.spec.containers[0] has no key arg",
  ]);
});

Deno.test("a service of KServe answers its probes and the v2 protocol", async () => {
  const runtime = await read<Runtime>(
    "deploy/kserve/cluster_serving_runtime.yaml",
  );
  const [container] = runtime.spec.containers;
  const [command, ...args] = here(container.args);
  assertEquals(command, "serve");
  const folder = await Deno.makeTempDir();
  {
    await using host = await HostProcess.start(folder, args);
    const { livenessProbe, readinessProbe } = container;
    for (const { httpGet: { path } } of [livenessProbe, readinessProbe]) {
      assertEquals(await statusOf(`${host.address}${path}`), 200);
    }
    const response = await fetch(`${host.address}/v2/models/iris/infer`, {
      method: "POST",
      body: JSON.stringify(INFER),
      headers: { "content-type": "application/json" },
    });
    const { outputs } = await response.json();
    assertEquals(outputs[0].data, [0]);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a container of Azure ML serves the model that it is given, on the three routes", async () => {
  const deployment = await read<AzureDeployment>("deploy/azure/deployment.yml");
  const routes = deployment.environment["inference_config"];
  const text = await Deno.readTextFile("deploy/azure/Containerfile");
  const [command, ...flags] = JSON.parse(/^CMD (.*)$/m.exec(text)![1]!);
  assertEquals(command, "serve");
  const name = flags[flags.indexOf("--endpoint") + 1];
  const folder = await Deno.makeTempDir();
  {
    await using host = await HostProcess.start(folder, [
      "--endpoint",
      name,
      "--collect",
    ], { environment: { "AZUREML_MODEL_DIR": IRIS } });
    const probed = [routes["liveness_route"], routes["readiness_route"]];
    for (const { path } of probed) {
      assertEquals(await statusOf(`${host.address}${path}`), 200);
    }
    const { path } = routes["scoring_route"];
    const response = await fetch(`${host.address}${path}`, {
      method: "POST",
      body: '{"input_data": [[5.1, 3.5, 1.4, 0.2]]}',
      headers: { "content-type": "application/json" },
    });
    assertEquals(await response.text(), "[0]");
    assert(host.banner.includes(`endpoint   ${name}, deployment blue`));
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the deployment of a container is served here too", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using host = await HostProcess.start(folder, [
      "deploy/azure/deployment.yml",
    ]);
    assert(host.banner.includes("endpoint   iris, deployment blue"));
  }
  await Deno.remove(folder, { recursive: true });
});
