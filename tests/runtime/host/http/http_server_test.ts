import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  HttpServer,
  type HttpServerOptions,
} from "../../../../runtime/host/http/http_server.ts";
import { PlainResponse } from "../../../../runtime/plain_response.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { HostProcess } from "../../../tools/host_process.ts";
import { RawClient } from "../../../tools/raw_client.ts";
import { recordingLogger } from "../../../tools/recording_logger.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

function serve(
  handler: (request: Request) => Response | Promise<Response>,
  options: Partial<HttpServerOptions> = {},
): HttpServer {
  return new HttpServer(handler, {
    hostname: "127.0.0.1",
    port: 0,
    log: SILENT,
    ...options,
  });
}

function echo(request: Request): Promise<Response> {
  return request.text().then((text) =>
    new Response(`${request.method} ${new URL(request.url).pathname} ${text}`)
  );
}

Deno.test("requests on one connection are answered in their order, also when they come at once", async () => {
  await using server = serve(echo);
  using client = await RawClient.open(server.port);
  await client.send(
    "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none" +
      "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
      "2\r\ntw\r\n1\r\no\r\n0\r\n\r\n" + "GET /c HTTP/1.1\r\nHost: x\r\n\r\n",
  );
  assertEquals((await client.answer()).body, "POST /a one");
  assertEquals((await client.answer()).body, "POST /b two");
  assertEquals((await client.answer()).body, "GET /c ");
  assertEquals(server.connections, 1);
});

Deno.test("a client of the platform is served, with bodies of all sizes", async () => {
  await using server = serve((request) =>
    request.bytes().then((bytes) => new Response(bytes))
  );
  for (const size of [0, 1, 4095, 70_000, 3_000_000]) {
    const body = new Uint8Array(size).map((_, i) => i % 251);
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: "POST",
      body,
    });
    assertEquals(await answer.bytes(), body);
  }
});

Deno.test("a header's bytes above ASCII go out as they came in", async () => {
  const seen: (string | null)[] = [];
  await using server = serve(({ headers }) => {
    seen.push(headers.get("x-request-id"));
    return new PlainResponse("é", {
      headers: { "x-request-id": headers.get("x-request-id") ?? "" },
    });
  });
  const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
    headers: { "x-request-id": "d/é" },
  });
  assertEquals(seen, ["d/é"]);
  assertEquals(answer.headers.get("x-request-id"), "d/é");
  assertEquals(await answer.text(), "é");
});

Deno.test("HEAD is answered with the headers of a GET, and without a body", async () => {
  await using server = serve(() => new PlainResponse("four", {}));
  using client = await RawClient.open(server.port);
  await client.send(`HEAD / HTTP/1.1\r\nHost: x\r\n\r\n${GET}`);
  const { status, headers } = await client.answer("HEAD");
  assertEquals([status, headers.get("content-length")], [200, "4"]);
  assertEquals((await client.answer()).body, "four");
});

Deno.test("HTTP/1.0 gets no chunks, and its connection is closed", async () => {
  await using server = serve(() =>
    new Response(ReadableStream.from([Uint8Array.of(97), Uint8Array.of(98)]))
  );
  using client = await RawClient.open(server.port);
  await client.send("GET / HTTP/1.0\r\n\r\n");
  const { headers, body } = await client.answer();
  assertEquals([body, headers.get("connection")], ["ab", "close"]);
});

Deno.test("shutdown closes who waits, and finishes what runs", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = serve(() => {
    asked.resolve();
    return answer.promise;
  });
  using waiting = await RawClient.open(server.port);
  using busy = await RawClient.open(server.port);
  await busy.send(GET);
  await asked.promise;
  const ended = server.shutdown();
  assertEquals(await waiting.rest(), "");
  answer.resolve(new Response("done"));
  const { body, headers } = await busy.answer();
  assertEquals([body, headers.get("connection")], ["done", "close"]);
  await busy.end();
  await ended;
  assertEquals(server.connections, 0);
});

Deno.test("an aborted shutdown closes also what runs", async () => {
  const asked = Promise.withResolvers<void>();
  const server = serve(() => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  using client = await RawClient.open(server.port);
  await client.send(GET);
  await asked.promise;
  const stop = new AbortController();
  const ended = server.shutdown({ signal: stop.signal });
  stop.abort();
  await ended;
  assertEquals(await client.rest(), "");
});

Deno.test("above the limit those that wait longest make room, and it is said once", async () => {
  const { log, warnings } = recordingLogger();
  await using server = serve(() => new Response("here"), {
    log,
    maxConnections: 4,
    headersTimeoutMs: 100,
  });
  const clients: RawClient[] = [];
  for (let i = 0; i < 9; i++) {
    const client = await RawClient.open(server.port);
    clients.push(client);
    await client.send(GET);
    assertEquals((await client.answer()).body, "here");
    assert(server.connections <= 4);
  }
  assertEquals(await clients[0]!.rest(), "");
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0]!, /more than 4 connections at once: .*--max-conn/);
  for (const client of clients) client[Symbol.dispose]();
});

Deno.test("a handler that throws is a 500 without its words, and the next request is served", async () => {
  const { log, errors } = recordingLogger();
  await using server = serve(({ url }) => {
    if (url.endsWith("/broken")) throw new TypeError("a secret");
    return new Response("fine");
  }, { log });
  using client = await RawClient.open(server.port);
  await client.send(`GET /broken HTTP/1.1\r\nHost: x\r\n\r\n${GET}`);
  const { status, body } = await client.answer();
  assertEquals([status, body.includes("secret")], [500, false]);
  assertMatch(errors[0]!, /a secret/);
  assertEquals((await client.answer()).body, "fine");
});

Deno.test("a host counts what is no request, and clients that leave are no errors", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/score.ts`, "export const run = () => 1;");
  {
    await using host = await HostProcess.start(folder, [
      `${folder}/score.ts`,
      "--headers-timeout-ms",
      "50",
    ]);
    const port = Number(new URL(host.address).port);
    for (
      const [sent, status] of [
        ["nothing like HTTP\r\n\r\n", 400],
        [`GET / HTTP/1.1\r\na: ${"b".repeat(70_000)}`, 431],
        ["GET / HTTP/1.1\r\n", 408],
      ] as const
    ) {
      using client = await RawClient.open(port);
      await client.send(sent);
      assertEquals((await client.answer()).status, status);
    }
    for (
      const framing of [
        "Content-Length: 9\r\n\r\n12",
        "Transfer-Encoding: chunked\r\n\r\n5\r\na",
      ]
    ) {
      const client = await RawClient.open(port);
      await client.send(`POST /score HTTP/1.1\r\nHost: x\r\n${framing}`);
      // The host has taken the first when it answers the second.
      await (await fetch(host.address)).text();
      client[Symbol.dispose]();
    }
    const counted = await metricsWith(
      host.address,
      'route="/score",status="499"} 2',
    );
    for (const status of [400, 431, 408]) {
      assertMatch(counted, new RegExp(`route="other",status="${status}"} 1\n`));
    }
    const { code, stderr } = await host.stop();
    assertEquals([code, /ERROR|WARN/.test(stderr)], [0, false]);
  }
  await Deno.remove(folder, { recursive: true });
});

/** Asks for the metrics until they have something, as the host notices what happened by and by. */
async function metricsWith(address: string, text: string): Promise<string> {
  for (;;) {
    const metrics = await (await fetch(`${address}/metrics`)).text();
    if (metrics.includes(text)) return metrics;
  }
}

Deno.test("a host goes on when its process may open no more files", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/score.ts`, "export const run = () => 1;");
  {
    const args = [`${folder}/score.ts`, "--workers", "1"];
    await using host = await HostProcess.start(folder, args, { maxFiles: 100 });
    const { port } = new URL(host.address);
    const clients: RawClient[] = [];
    for (let i = 0; i < 150; i++) {
      clients.push(await RawClient.open(Number(port)));
    }
    using last = await RawClient.open(Number(port));
    await last.send(
      "POST /score HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    );
    assertEquals((await last.answer()).body, "1");
    const { code, stderr } = await host.stop();
    assertEquals(code, 0);
    assertEquals(stderr.match(/may open no more files/g)?.length, 1);
    for (const client of clients) client[Symbol.dispose]();
  }
  await Deno.remove(folder, { recursive: true });
});
