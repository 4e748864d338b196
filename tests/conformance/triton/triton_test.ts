import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { fromFileUrl, projectPath } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { makeModels } from "../serve/models.ts";

const GRPC_CLIENT = fromFileUrl(
  new URL("grpc_client.py", import.meta.url),
);
const CLIENT = fromFileUrl(new URL("client.py", import.meta.url));

Deno.test("Triton's client reads health and metadata, infers in JSON and in binary tensors, packed or not, and is told what is wrong", async () => {
  await using folder = await temporaryFolder();
  await using host = await HostProcess.start(folder.path, [
    projectPath("examples/iris"),
  ]);
  const report = await runClient(host, "iris", "iris");
  assertEquals(
    [report.live, report.ready, report.model_ready, report.unknown_ready],
    [true, true, true, false],
  );
  assertEquals(report.server.name, "samla");
  assertEquals(report.server.extensions, ["binary_tensor_data"]);
  assertEquals(report.model.name, "iris");
  assertEquals(report.id, "order-1");
  const classes = { dtype: "int64", shape: [3], values: [0, 1, 2] };
  const many = {
    dtype: "int64",
    shape: [600],
    values: Array.from({ length: 600 }, (_, row) => row % 3),
  };
  assertEquals(report.answers, {
    "gzip json": many,
    "gzip binary": many,
    "deflate json": many,
    "deflate binary": many,
    "float64 json": classes,
    "float64 binary": classes,
    "float32 json": classes,
    "float32 binary": classes,
  });
  const { int64, bytes, missing, unknown } = report.failures;
  // MLflow's signature takes integers for doubles no more than this.
  assertEquals(int64?.status, "400");
  assertStringIncludes(int64?.message ?? "", "Can not safely convert int64");
  assertEquals(bytes?.status, "400");
  assertStringIncludes(bytes?.message ?? "", "sepal length (cm)");
  assertEquals(missing?.status, "400");
  assertStringIncludes(missing?.message ?? "", "sepal length (cm)");
  assertEquals(unknown?.status, "404");
});

Deno.test("Triton's client sends texts, truth values and integers of each width, in JSON and in binary tensors", async () => {
  await using folder = await temporaryFolder();
  await makeModels(folder.path);
  await using host = await HostProcess.start(folder.path, [
    `${folder.path}/mixed`,
  ]);
  const report = await runClient(host, "mixed", "mixed");
  const forms = Object.values(report.answers);
  assertEquals(forms.length, 2);
  for (const { dtype, shape, values } of forms) {
    assertEquals([dtype, shape], ["float64", [2]]);
    assert(Math.abs(Number(values[0]) - 113405.25) < 1e-6, String(values));
    assert(Math.abs(Number(values[1]) - 9907.75) < 1e-6, String(values));
  }
});

Deno.test("Triton's client asks by gRPC what it asks over HTTP, with bytes and with lists", async () => {
  await using folder = await temporaryFolder();
  await makeModels(folder.path);
  const port = freePort();
  await using _host = await HostProcess.start(folder.path, [
    `${folder.path}/mixed`,
    "--grpc-port",
    String(port),
  ], { environment: {} });
  const { python } = await peerEnvironment("mlflow");
  const { code, stdout, stderr } = await new Deno.Command(python, {
    args: [GRPC_CLIENT, `127.0.0.1:${port}`],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const report = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(report.health, [true, true, true, false]);
  assertEquals([report.server.name, report.platform], ["samla", "mlflow"]);
  for (const [first, second] of [report.raw, report.listed]) {
    assert(Math.abs(first - 113405.25) < 1e-6, String(first));
    assert(Math.abs(second - 9907.75) < 1e-6, String(second));
  }
  assertEquals(report.unknown[0], "StatusCode.NOT_FOUND");
  assertEquals(report.missing[0], "StatusCode.INVALID_ARGUMENT");
});

interface Failure {
  readonly status: string;
  readonly message: string;
}

interface Report {
  readonly live: boolean;
  readonly ready: boolean;
  readonly "model_ready": boolean;
  readonly "unknown_ready": boolean;
  readonly server: Readonly<Record<string, unknown>>;
  readonly model: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly answers: Readonly<
    Record<string, {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly values: readonly unknown[];
    }>
  >;
  readonly failures: Readonly<Record<string, Failure | null>>;
}

async function runClient(
  host: HostProcess,
  model: string,
  questions: "iris" | "mixed",
): Promise<Report> {
  const { python } = await peerEnvironment("mlflow");
  const { host: address } = new URL(host.address);
  const { code, stdout, stderr } = await new Deno.Command(python, {
    args: [CLIENT, address, model, questions],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function temporaryFolder(): Promise<
  AsyncDisposable & { readonly path: string }
> {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
