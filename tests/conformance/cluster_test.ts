import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { parse, parseAllDocuments } from "yaml";
import {
  goProgram,
  KUBERNETES_VERSION,
  kubernetesSchemas,
} from "../tools/kubernetes_tools.ts";

const CHART = "deploy/helm/samla";
const HELM = "helm.sh/helm/v3/cmd/helm@v3.19.0";
const KUBECONFORM = "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0";

/** What people set, from nothing to all of it. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  "nothing": [],
  "a model on a volume": ["model.claim=models", "model.path=/model/iris"],
  "a model of a tracking server": [
    "model.uri=models:/iris@champion",
    "model.trackingUri=http://mlflow:5000",
    "envFrom[0].secretRef.name=mlflow",
  ],
  "all": [
    "autoscaling.enabled=true",
    "serviceMonitor.enabled=true",
    "serviceMonitor.labels.release=prometheus",
    "datastores.workspaceblobstore=https://account.blob.core.windows.net/c",
    "workspace=/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w",
    "networkPolicy.from[0].podSelector.matchLabels.app=client",
    "networkPolicy.egress[0].ports[0].port=5000",
    "imagePullSecrets[0].name=registry",
    "podLabels.azure\\.workload\\.identity/use=true",
    "serviceAccount.annotations.azure\\.workload\\.identity/client-id=id",
    "nodeSelector.disk=ssd",
    "extraArgs[0]=--timeout-ms=5000",
    "env[0].name=LOG_STREAM,env[0].value=stdout",
    "spool.storageClassName=fast",
    "keysSecret=keys",
    "serviceMonitor.authorization.credentials.name=scrape",
    "serviceMonitor.authorization.credentials.key=key",
  ],
};

interface Manifest {
  readonly kind: string;
  readonly spec: StatefulSetSpec;
}

/** What is looked at, of a set of replicas. */
interface StatefulSetSpec {
  readonly replicas?: number;
  readonly volumeClaimTemplates: readonly {
    readonly metadata: { readonly name: string };
  }[];
  readonly template: { readonly spec: PodSpec };
}

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly containers: readonly [Container];
}

interface Container {
  readonly args: readonly string[];
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
  }[];
}

interface Probe {
  readonly httpGet: { readonly path: string };
}

type ServiceMonitorValue = ConstructorParameters<typeof ServiceMonitor>[0];

async function helm(args: readonly string[]) {
  const { success, stdout, stderr } = await new Deno.Command(
    await goProgram(HELM),
    { args: [...args] },
  ).output();
  const decoder = new TextDecoder();
  return {
    success,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

function template(settings: readonly string[]) {
  return helm([
    "template",
    "iris",
    CHART,
    "--kube-version",
    KUBERNETES_VERSION,
    ...settings.flatMap((setting) => ["--set", setting]),
  ]);
}

function manifestsIn(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS())
    .filter((manifest) => manifest !== null) as readonly Manifest[];
}

/** What kubeconform says of manifests; a kind of somebody else's is skipped. */
async function kubeconform(text: string): Promise<string> {
  const schemas = await kubernetesSchemas();
  const child = new Deno.Command(await goProgram(KUBECONFORM), {
    args: [
      "-strict",
      "-skip=ServiceMonitor",
      "-schema-location",
      `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout);
}

Deno.test("the chart is one that Kubernetes takes, whatever is set", async (t) => {
  const lint = await helm(["lint", "--strict", CHART]);
  assert(lint.success, lint.stdout + lint.stderr);
  for (const [name, settings] of Object.entries(SETTINGS)) {
    await t.step(`with ${name} set`, async () => {
      const { success, stdout, stderr } = await template(settings);
      assert(success, stderr);
      assertEquals(await kubeconform(stdout), "");
      for (const manifest of manifestsIn(stdout)) {
        if (manifest.kind !== "ServiceMonitor") continue;
        new ServiceMonitor(manifest as unknown as ServiceMonitorValue)
          .validate();
      }
    });
  }

  await t.step("and what it does not take is noticed", async () => {
    const { stdout } = await template([]);
    const wrong = stdout.replace("podManagementPolicy", "podManagementPolcy");
    assertMatch(await kubeconform(wrong), /podManagementPolcy/);
  });
});

Deno.test("the chart says what a cluster needs", async () => {
  const { stdout } = await template(SETTINGS["all"]!);
  const manifests = manifestsIn(stdout);
  assertEquals(
    manifests.map(({ kind }) => kind).sort(),
    [
      "ConfigMap",
      "HorizontalPodAutoscaler",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "Service",
      "ServiceAccount",
      "ServiceMonitor",
      "StatefulSet",
    ],
  );
  const { spec } = manifests.find(({ kind }) => kind === "StatefulSet")!;
  const pod = spec.template.spec;
  const [container] = pod.containers;
  assertEquals(container.readinessProbe.httpGet.path, "/ready");
  assertEquals(container.livenessProbe.httpGet.path, "/");
  assert(container.securityContext.readOnlyRootFilesystem);
  assert(pod.securityContext.runAsNonRoot);
  assertFalse(pod.automountServiceAccountToken);
  // Each replica records on a volume of its own: no two write one file.
  assertEquals(spec.volumeClaimTemplates[0]!.metadata.name, "spool");
  assertEquals(container.volumeMounts[0], {
    name: "spool",
    mountPath: "/data",
  });
  assert(container.args.includes("--data-dir=/data"));
  // Where replicas are scaled, nobody else says how many there are.
  assertEquals(spec.replicas, undefined);
});

Deno.test("a value that the chart does not have is refused", async () => {
  const wrong = await template(["replica=3"]);
  assertFalse(wrong.success);
  assertMatch(wrong.stderr, /replica/);
  const nothing = await template(["model.path="]);
  assertMatch(nothing.stderr, /model\.path or model\.uri/);
});

Deno.test("the chart has the version of the package", async () => {
  const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
  const chart = parse(await Deno.readTextFile(`${CHART}/Chart.yaml`));
  assertEquals([chart.version, chart.appVersion], [version, version]);
});
