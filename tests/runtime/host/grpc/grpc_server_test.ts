import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { codeOf, GrpcClient, SERVICE } from "./grpc_client.ts";
import { GrpcServer } from "../../../../runtime/host/grpc/grpc_server.ts";
import {
  decodeMessage,
  encodeMessage,
} from "../../../../runtime/host/grpc/inference_messages.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { freePort } from "../../../tools/free_port.ts";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const CERTIFICATE = projectPath("tests/tools/loopback_certificate.pem");
const KEY = projectPath("tests/tools/loopback_key.pem");
const NAMES = ["sepal length", "sepal width", "petal length", "petal width"];
const ROWS = [[5.1, 3.5, 1.4, 0.2], [7, 3.2, 4.7, 1.4], [6.3, 3.3, 6, 2.5]];

/** How a client of HTTP/2 begins, with settings that say nothing. */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/** The rows as a message has them, listed. */
const INPUTS = NAMES.map((name, column) => ({
  name: `${name} (cm)`,
  datatype: "FP64",
  shape: [ROWS.length, 1],
  contents: { fp64Contents: ROWS.map((row) => row[column]!) },
}));
const REQUEST = { modelName: "iris", id: "an-id", inputs: INPUTS };

async function withIris(
  args: readonly string[],
  body: (asking: GrpcClient, host: HostProcess) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  const port = freePort();
  await using host = await HostProcess.start(dataDir, [
    IRIS,
    "--grpc-port",
    String(port),
    ...args,
  ], { environment: {} });
  {
    using asking = new GrpcClient(`127.0.0.1:${port}`);
    await body(asking, host);
  }
  assertEquals((await host.stop()).code, 0);
  await Deno.remove(dataDir, { recursive: true });
}

Deno.test("a model answers by gRPC as over HTTP, listed and as bytes, and what it was asked is collected", async () => {
  await withIris(["--collect"], async (asking, host) => {
    const listed = await asking.infer(REQUEST);
    assertEquals([listed.modelName, listed.id], ["iris", "an-id"]);
    const [output] = listed.outputs;
    assertEquals(
      [output.name, output.datatype, output.shape.map(Number)],
      ["output-1", "INT64", [3]],
    );
    assertEquals(output.contents.int64Contents.map(Number), [0, 1, 2]);
    const raw = await asking.infer({
      ...REQUEST,
      inputs: INPUTS.map(({ contents: _contents, ...input }) => input),
      rawInputContents: INPUTS.map(({ contents }) =>
        new Uint8Array(new Float64Array(contents.fp64Contents).buffer)
      ),
    });
    assertEquals(
      [...new BigInt64Array(new Uint8Array(raw.rawOutputContents[0]).buffer)],
      [0n, 1n, 2n],
    );
    const metrics = await (await fetch(`${host.address}/metrics`)).text();
    assertStringIncludes(
      metrics,
      'samla_collected_total{collection="model_inputs",fate="recorded"} 2',
    );
  });
});

Deno.test("health and metadata are told by gRPC", async () => {
  await withIris([], async (asking) => {
    const model = { name: "iris" };
    const isReady = async (message: object) =>
      (await asking.call("ModelReady", ["ModelName", "ReadyResponse"], message))
        .ready;
    const live = await asking.call(
      "ServerLive",
      ["Nothing", "ServerLiveResponse"],
      {},
    );
    assert(live.live);
    assertEquals([await isReady(model), await isReady({ name: "other" })], [
      true,
      false,
    ]);
    const about = await asking.call(
      "ModelMetadata",
      ["ModelName", "ModelMetadataResponse"],
      model,
    );
    assertEquals(about.inputs.length, 4);
    assertEquals(about.outputs[0].datatype, "INT64");
    const health = await asking.send(
      "/grpc.health.v1.Health/Check",
      encodeMessage("HealthCheckRequest", { service: "" }),
    );
    const checked = decodeMessage("HealthCheckResponse", health);
    assertEquals((checked as { status: number }).status, 1);
  });
});

Deno.test("what is wrong with a call has its code and a sentence", async () => {
  await withIris(["--max-body-bytes", "100000"], async (asking) => {
    const unknown = await codeOf(asking.infer({ ...REQUEST, modelName: "x" }));
    assertEquals(unknown[0], status.NOT_FOUND);
    const missing = await codeOf(
      asking.infer({ ...REQUEST, inputs: INPUTS.slice(1) }),
    );
    assertEquals(missing[0], status.INVALID_ARGUMENT);
    assertStringIncludes(missing[1], "sepal length (cm)");
    const uneven = await codeOf(
      asking.infer({ ...REQUEST, rawInputContents: [new Uint8Array(8)] }),
    );
    assertEquals(uneven[0], status.INVALID_ARGUMENT);
    assertStringIncludes(uneven[1], "raw_input_contents");
    const halves = await codeOf(asking.infer({
      modelName: "iris",
      inputs: [{ name: "a", datatype: "FP16", shape: [1] }],
    }));
    assertStringIncludes(halves[1], '"FP16"');
    const garbage = Uint8Array.of(0xff, 0xff, 0xff, 1, 2);
    const [code] = await codeOf(
      asking.send(`${SERVICE}/ModelInfer`, garbage),
    );
    assertEquals(code, status.INVALID_ARGUMENT);
    const large = await codeOf(
      asking.send(`${SERVICE}/ModelInfer`, new Uint8Array(200_000)),
    );
    assertEquals(large[0], status.RESOURCE_EXHAUSTED);
    const other = await codeOf(
      asking.send(`${SERVICE}/ModelStreamInfer`, new Uint8Array()),
    );
    assertEquals(other[0], status.UNIMPLEMENTED);
    assertEquals((await asking.infer(REQUEST)).modelName, "iris");
  });
});

Deno.test("who may not ask over HTTP may not ask by gRPC", async () => {
  const keys = await Deno.makeTempFile();
  await Deno.writeTextFile(keys, "a-key-of-enough-letters-to-be-one\n");
  await withIris(["--key-file", keys], async (asking) => {
    const [code] = await codeOf(asking.infer(REQUEST));
    assertEquals(code, status.UNAUTHENTICATED);
    const answer = await asking.infer(REQUEST, {
      authorization: "Bearer a-key-of-enough-letters-to-be-one",
    });
    assertEquals(answer.modelName, "iris");
  });
});

Deno.test("gRPC is spoken with the host's certificate", async () => {
  const [cert, key] = await Promise.all(
    [CERTIFICATE, KEY].map((path) => Deno.readTextFile(path)),
  );
  const port = freePort();
  const server = await GrpcServer.open({
    hostname: "127.0.0.1",
    port,
    tls: { cert: cert!, key: key! },
    maxBodyBytes: 1000,
    maxConnections: 10,
    pathPrefix: "",
    log: SILENT,
    answer: () => Response.json({ live: true }),
  });
  {
    await using _server = server;
    using asking = new GrpcClient(
      `localhost:${port}`,
      credentials.createSsl(Buffer.from(await Deno.readFile(CERTIFICATE))),
    );
    const live = await asking.call(
      "ServerLive",
      ["Nothing", "ServerLiveResponse"],
      {},
    );
    assert(live.live);
  }
});

Deno.test("a call that is being answered when the server ends has its answer", async () => {
  const port = freePort();
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = await GrpcServer.open({
    hostname: "127.0.0.1",
    port,
    maxBodyBytes: 1000,
    maxConnections: 10,
    pathPrefix: "",
    log: SILENT,
    answer: () => {
      arrived.resolve();
      return answer.promise;
    },
  });
  using asking = new GrpcClient(`127.0.0.1:${port}`);
  const kinds = ["Nothing", "ServerLiveResponse"] as const;
  const first = asking.call("ServerLive", kinds, {});
  await arrived.promise;
  const ended = server[Symbol.asyncDispose]();
  const [code] = await codeOf(asking.call("ServerLive", kinds, {}));
  assertEquals(code, status.UNAVAILABLE);
  answer.resolve(Response.json({ live: true }));
  assert((await first).live);
  await ended;
});

Deno.test("a connection more than may be is closed", async () => {
  const port = freePort();
  await using _server = await GrpcServer.open({
    hostname: "127.0.0.1",
    port,
    maxBodyBytes: 1000,
    maxConnections: 1,
    pathPrefix: "",
    log: SILENT,
    answer: () => Response.json({ live: true }),
  });
  using first = await Deno.connect({ hostname: "127.0.0.1", port });
  // The server speaks first where it serves.
  const greeting = new Uint8Array(9);
  await first.write(new TextEncoder().encode(PREFACE));
  assertEquals(await first.read(greeting), greeting.length);
  using second = await Deno.connect({ hostname: "127.0.0.1", port });
  assertEquals(await second.read(greeting), null);
});

Deno.test("who leaves is heard of, and a failure of the host says nothing of it", async () => {
  const left = Promise.withResolvers<void>();
  const port = freePort();
  await using _server = await GrpcServer.open({
    hostname: "127.0.0.1",
    port,
    maxBodyBytes: 1000,
    maxConnections: 10,
    pathPrefix: "/a",
    log: SILENT,
    answer: ({ url, signal }) => {
      assertStringIncludes(url, "/a/v2");
      if (!url.endsWith("/infer")) throw new Error("a secret");
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          left.resolve();
          reject(signal.reason);
        });
      });
    },
  });
  {
    using asking = new GrpcClient(`127.0.0.1:${port}`);
    const [code, details] = await codeOf(
      asking.call("ServerLive", ["Nothing", "ServerLiveResponse"], {}),
    );
    assertEquals(code, status.INTERNAL);
    assert(!details.includes("secret"), details);
  }
  const client = new Client(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
  );
  const failed = Promise.withResolvers<ServiceError>();
  client.makeUnaryRequest(
    `${SERVICE}/ModelInfer`,
    (value: Uint8Array) => Buffer.from(value),
    (value) => value,
    encodeMessage("ModelInferRequest", { modelName: "a" }),
    new Metadata(),
    { deadline: Date.now() + 200 },
    (error) => failed.resolve(error!),
  );
  assertEquals((await failed.promise).code, status.DEADLINE_EXCEEDED);
  await left.promise;
  client.close();
});

Deno.test("gRPC is refused for a module, for several workers, and on a port that is taken", async () => {
  const folder = await Deno.makeTempDir();
  const module = `${folder}/score.ts`;
  await Deno.writeTextFile(module, "export function run() {}");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = String(listener.addr.port);
  const port = ["--port", "0", "--data-dir", folder, "--grpc-port"];
  const variables = { "AZURE_X": "all variables may be read" };
  for (
    const [args, sentence] of [
      [[module, ...port, "0"], "for a module"],
      [[IRIS, ...port, "0", "--workers", "2"], "by several workers"],
      [[IRIS, ...port, taken], "Cannot speak gRPC on 127.0.0.1"],
    ] as const
  ) {
    const end = await runSamla(folder, ["serve", ...args], variables);
    assertEquals([end.code, sentence], [3, sentence]);
    assertStringIncludes(end.stderr, sentence);
  }
  listener.close();
  await Deno.remove(folder, { recursive: true });
});
