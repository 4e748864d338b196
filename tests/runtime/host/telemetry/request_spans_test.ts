import { assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess } from "../../../tools/host_process.ts";
import {
  OtlpReceiver,
  type ToldSpan,
} from "../../../tools/servers/otlp_receiver.ts";
import { projectPath } from "../../../tools/paths.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE}-${CALLER}-01`;
const SERVER = 2;
const FAILED = 2;

/** What a host tells that answers some requests. */
async function told(
  args: readonly string[],
  ask: (address: string) => Promise<void>,
): Promise<OtlpReceiver> {
  await using receiver = new OtlpReceiver();
  const dataDir = await Deno.makeTempDir();
  await using host = await HostProcess.start(dataDir, args, {
    variables: {
      ...receiver.variables,
      "OTEL_DENO": "true",
      "OTEL_SERVICE_NAME": "credit",
    },
  });
  await ask(host.address);
  await host.stop();
  await Deno.remove(dataDir, { recursive: true });
  return receiver;
}

/** The names of what is below a span, as they began. */
function below({ spans }: OtlpReceiver, { spanId }: ToldSpan): string[] {
  return spans.filter(({ parentSpanId }) => parentSpanId === spanId)
    .sort((a, b) => a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1)
    .map(({ name }) => name);
}

async function moduleOf(text: string): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("a request is a span below its caller's, with its parts below it", async () => {
  const receiver = await told(
    [projectPath("examples/iris"), "--collect"],
    async (address) => {
      const response = await fetch(`${address}/score`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          traceparent: TRACEPARENT,
          "x-request-id": "A",
          "x-ms-client-request-id": "C",
          "user-agent": "a client",
        },
        body: '{"input_data": [[5.1, 3.5, 1.4, 0.2]]}',
      });
      assertEquals(await response.json(), [0]);
      // Probes are no requests to a model.
      await fetch(`${address}/`).then((probed) => probed.body?.cancel());
    },
  );
  const [span, ...others] = receiver.spans.filter(({ kind }) =>
    kind === SERVER
  );
  assertEquals(others, []);
  const { name, traceId, parentSpanId, attributes, status } = span!;
  assertEquals([name, traceId, parentSpanId, status], [
    "POST /score",
    TRACE,
    CALLER,
    0,
  ]);
  assertEquals(attributes, {
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "http.route": "/score",
    "samla.client_request_id": "C",
    "samla.deployment": "blue",
    "samla.endpoint": "iris",
    "samla.request_id": "A",
    "url.path": "/score",
    "url.scheme": "http",
    "user_agent.original": "a client",
  });
  assertEquals(span!.resource["service.name"], "credit");
  assertEquals(below(receiver, span!), [
    "read",
    "collect",
    "predict",
    "collect",
    "write",
    "collect",
  ]);
});

Deno.test("what a module fetches, prints and throws is told with its request, at the level as it is", async () => {
  const path = await moduleOf(`
export async function run(address: string) {
  await (await fetch(address)).text();
  console.log("a line of the module");
  console.warn("a warning of the module");
  throw new RangeError("too far");
}
`);
  const receiver = await told([path], async (address) => {
    const response = await fetch(`${address}/score`, {
      method: "POST",
      headers: { traceparent: TRACEPARENT },
      body: `${address}/`,
    });
    await response.body?.cancel();
    assertEquals(response.status, 500);
  });
  const span = receiver.spans.find(({ kind }) => kind === SERVER)!;
  assertEquals(span.status, FAILED);
  assertEquals(span.attributes["error.type"], "RangeError");
  const [event] = span.events;
  assertEquals(event!.name, "exception");
  assertEquals(event!.attributes["exception.message"], "too far");
  assertEquals(below(receiver, span), ["read", "predict", "GET", "write"]);
  const lines = receiver.logs.filter(({ traceId }) => traceId === TRACE);
  assertEquals(lines.map(({ severity }) => severity), [
    "INFO",
    "WARN",
    "ERROR",
  ]);
  assertStringIncludes(lines[0]!.body, "a line of the module");
});

Deno.test("the span of a stream lasts until its end", async () => {
  const path = await moduleOf(`
export async function* run() {
  yield "one ";
  await (await fetch("data:,x")).text();
  yield "two";
}
`);
  const receiver = await told([path], async (address) => {
    const response = await fetch(`${address}/score`, { method: "POST" });
    assertEquals(await response.text(), "one two");
  });
  const [span, ...others] = receiver.spans.filter(({ kind }) =>
    kind === SERVER
  );
  assertEquals(others, []);
  assertEquals(span!.attributes["http.response.status_code"], 200);
});
