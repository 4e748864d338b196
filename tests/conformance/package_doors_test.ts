import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Client, credentials } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { freePort } from "../tools/free_port.ts";
import { InstalledPackage } from "../tools/installed_package.ts";
import { OtlpReceiver } from "../tools/servers/otlp_receiver.ts";
import { projectPath } from "../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const BODY =
  '{"input_data":{"columns":["sepal length (cm)","sepal width (cm)","petal length (cm)","petal width (cm)"],"data":[[5.1,3.5,1.4,0.2]]}}';

Deno.test("the installed command opens other doors, with what it is granted", async (t) => {
  await using installed = await InstalledPackage.install();
  const { folder } = installed;

  await t.step("it listens on a Unix socket, as it is granted", async () => {
    const path = join(folder, "own.sock");
    const serve = `samla serve ${IRIS} --unix-socket own.sock`;
    const options = { folder, variables: {} };
    // One that is gone left its socket behind.
    const left =
      "require('net').createServer().listen('own.sock', process.exit)";
    await installed.shell(`node -e "${left}"`, options).output();
    assert((await Deno.stat(path)).isSocket);
    const child = installed.shell(`exec ${serve}`, options).spawn();
    const errors = new Response(child.stderr).text();
    const reader = child.stdout.getReader();
    let printed = "";
    while (!printed.includes("Try it")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`It did not start: ${await errors}`);
      printed += new TextDecoder().decode(value);
    }
    const asked = await installed.shell(
      "curl -s --unix-socket own.sock http://localhost/",
      options,
    ).output();
    assertEquals(new TextDecoder().decode(asked.stdout), "Healthy");
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o660);
    const second = await installed.shell(serve, options).output();
    assertEquals(second.code, 3);
    assertStringIncludes(
      new TextDecoder().decode(second.stderr),
      "another program listens there",
    );
    child.kill("SIGTERM");
    while (!(await reader.read()).done);
    assertEquals((await child.status).code, 0);
    await errors;
    await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  });

  await t.step("it speaks gRPC, as it is granted", async () => {
    const port = freePort();
    const host = await installed.serve([IRIS, "--grpc-port", String(port)]);
    const client = new Client(
      `127.0.0.1:${port}`,
      credentials.createInsecure(),
    );
    const live = await new Promise<Uint8Array>((resolve, reject) => {
      client.makeUnaryRequest(
        "/inference.GRPCInferenceService/ServerLive",
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes) => bytes,
        new Uint8Array(),
        (error, answer) => error === null ? resolve(answer!) : reject(error),
      );
    });
    client.close();
    assertEquals([...live], [8, 1]);
    assertEquals(await host.stop(), 0);
  });

  await t.step("a thread scores large requests, as it is granted", async () => {
    const host = await installed.serve([IRIS, "--workers", "1"]);
    const large = BODY + " ".repeat(2 ** 20);
    const own = /^samla_large_requests_total\{thread="own"\} 1$/m;
    let metrics = "";
    while (!own.test(metrics)) {
      assertEquals(await host.score(large), [0]);
      metrics = await (await fetch(`${host.address}/metrics`)).text();
    }
    assertEquals(await host.stop(), 0);
  });

  await t.step("it tells OpenTelemetry of its requests", async () => {
    await using receiver = new OtlpReceiver();
    const host = await installed.serve([IRIS], receiver.variables);
    assertEquals(await host.score(BODY), [0]);
    assertEquals(await host.stop(), 0);
    const names = receiver.spans.map(({ name }) => name);
    assert(names.includes("POST /score"), names.join());
  });
});
