import { assertEquals, assertMatch } from "@std/assert";
import { Connection } from "../../../../runtime/host/http/connection.ts";
import {
  HttpServer,
  type HttpServerOptions,
} from "../../../../runtime/host/http/http_server.ts";
import { RawClient } from "../../../tools/raw_client.ts";
import { recordingLogger } from "../../../tools/recording_logger.ts";

const POST = "POST / HTTP/1.1\r\nHost: x\r\n";

/** A server that answers with the length of what it got, or with what the body's reader threw. */
function serve(options: Partial<HttpServerOptions> = {}): {
  readonly server: HttpServer;
  readonly refused: number[];
  /** What the handler met, one at a time. */
  readonly met: ReadableStreamDefaultReader<string>;
} {
  const refused: number[] = [];
  const { readable, writable } = new TransformStream<string, string>(
    undefined,
    undefined,
    { highWaterMark: 100 },
  );
  const writer = writable.getWriter();
  const server = new HttpServer(async (request) => {
    if (request.url.endsWith("/early")) {
      return new Response("enough", { status: 413 });
    }
    try {
      return new Response(String((await request.bytes()).length));
    } catch (error) {
      const { name, message, code } = error as Error & { code: string };
      void writer.write(`${name} ${code}`);
      return new Response(message, {
        status: code === "request-timeout" ? 408 : 400,
      });
    }
  }, {
    hostname: "127.0.0.1",
    port: 0,
    log: recordingLogger().log,
    refused: (status) => refused.push(status),
    ...options,
  });
  return { server, refused, met: readable.getReader() };
}

Deno.test("a head that does not come in its time is 408, and the connection is closed", async () => {
  const { server, refused } = serve({ headersTimeoutMs: 40 });
  await using _ = server;
  using client = await RawClient.open(server.port);
  await client.send("POST / HTTP/1.1\r\nHost:");
  const { status, body, headers } = await client.answer();
  assertEquals([status, headers.get("connection")], [408, "close"]);
  assertMatch(body, /its head did not come within 40 ms/);
  assertEquals(await client.rest(), "");
  assertEquals(refused, [408]);
});

Deno.test("a body that does not come in its time is 408, though some of it comes all the time", async () => {
  const { server, met } = serve({ bodyTimeoutMs: 60 });
  await using _ = server;
  using client = await RawClient.open(server.port);
  await client.send(`${POST}Content-Length: 1000000000\r\n\r\n`);
  let isAnswered = false;
  const sending = (async () => {
    while (!isAnswered) await client.send("x");
  })().catch(() => {});
  const { status, body } = await client.answer().finally(() =>
    isAnswered = true
  );
  await sending;
  assertEquals(status, 408);
  assertMatch(body, /its body did not come within 60 ms/);
  assertEquals((await met.read()).value, "ScoringError request-timeout");
});

Deno.test("a client that leaves in mid-body is told apart from a failure", async () => {
  const { server, met } = serve();
  await using _ = server;
  for (
    const framing of [
      "Content-Length: 10\r\n\r\n12",
      "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    ]
  ) {
    const client = await RawClient.open(server.port);
    await client.send(`${POST}${framing}`);
    client[Symbol.dispose]();
    assertEquals((await met.read()).value, "ScoringError client-gone");
  }
});

Deno.test("a connection that is reset in mid-body is a client that left", async () => {
  const { server, met } = serve();
  await using _ = server;
  const client = await RawClient.open(server.port);
  // Closing with something unread, as the 100, resets a connection.
  await client.send(
    `${POST}Content-Length: 10\r\nExpect: 100-continue\r\n\r\n12`,
  );
  await client.arrived();
  client[Symbol.dispose]();
  assertEquals((await met.read()).value, "ScoringError client-gone");
});

Deno.test("a server that ends in mid-body tells who reads it", async () => {
  const { server, met } = serve();
  using client = await RawClient.open(server.port);
  await client.send(
    `${POST}Content-Length: 10\r\nExpect: 100-continue\r\n\r\n`,
  );
  await client.answer();
  await server[Symbol.asyncDispose]();
  assertEquals((await met.read()).value, "ScoringError client-gone");
});

for (
  const [name, framing] of [
    ["a chunk extension of 100 KB", `5;${"x".repeat(100_000)}\r\n`],
    ["a chunk's size that is no number", "five\r\nhello\r\n"],
    ["a chunk that is longer than its size", "2\r\nhello\r\n0\r\n\r\n"],
    ["a lone line end after a size", "5\nhello\r\n0\r\n\r\n"],
    ["a size above every number", `${"f".repeat(20)}\r\n`],
    ["trailers without end", `0\r\n${"a: b\r\n".repeat(100)}`],
  ] as const
) {
  Deno.test(`${name} is a 400, and the connection is closed`, async () => {
    const { server } = serve();
    await using _ = server;
    using client = await RawClient.open(server.port);
    await client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n${framing}`);
    const { status, body, headers } = await client.answer();
    assertEquals([status, headers.get("connection")], [400, "close"]);
    assertMatch(
      body,
      /^Cannot read the body in chunks: .*; send it as HTTP\/1.1 has it$/,
    );
  });
}

for (
  const [name, sent, status] of [
    ["two empty lines before a request", `\r\n\r\n${POST}\r\n`, 400],
    ["what is not HTTP", "\x16\x03\x01\x02", 400],
    ["a line that ends with LF alone", "GET / HTTP/1.1\nHost: x\n\n", 400],
    ["another version", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505],
    ["headers of 100 KB", `${POST}a: ${"b".repeat(100_000)}`, 431],
    ["an address of 100 KB", `GET /${"a".repeat(100_000)}`, 414],
    [
      "a length beside chunks",
      `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    [
      "another coding of the body",
      `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n`,
      501,
    ],
  ] as const
) {
  Deno.test(`${name} is answered ${status}, and counted`, async () => {
    const { server, refused } = serve();
    await using _ = server;
    using client = await RawClient.open(server.port);
    await client.send(sent);
    const answer = await client.answer();
    assertEquals([answer.status, answer.headers.get("connection")], [
      status,
      "close",
    ]);
    assertMatch(
      JSON.parse(answer.body).message,
      /^Cannot read the (request|body): /,
    );
    assertEquals(refused, [status]);
    await client.end();
    assertEquals(await client.rest(), "");
  });
}

Deno.test("one empty line before a request is left out", async () => {
  const { server } = serve();
  await using _ = server;
  using client = await RawClient.open(server.port);
  await client.send(`\r\n${POST}Content-Length: 2\r\n\r\nab`);
  assertEquals((await client.answer()).body, "2");
});

Deno.test("who is answered before its body was read gets the answer, however much it sends", async () => {
  const { server } = serve();
  await using _ = server;
  using client = await RawClient.open(server.port);
  await client.send(
    `POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n`,
  );
  await client.send(new Uint8Array(5_000_000));
  const { status, body, headers } = await client.answer();
  assertEquals([status, body], [413, "enough"]);
  assertEquals(headers.get("connection"), "close");
});

Deno.test("a small body that nobody read does not end the connection", async () => {
  const { server } = serve();
  await using _ = server;
  using client = await RawClient.open(server.port);
  await client.send(
    `POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd${POST}Content-Length: 1\r\n\r\na`,
  );
  assertEquals((await client.answer()).status, 413);
  assertEquals((await client.answer()).body, "1");
});

Deno.test("a client that waits for 100 Continue is told to go on only if its body is wanted", async () => {
  const { server } = serve();
  await using _ = server;
  using client = await RawClient.open(server.port);
  const expects = "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n";
  await client.send(POST + expects);
  assertEquals((await client.answer()).status, 100);
  await client.send("abc");
  assertEquals((await client.answer()).body, "3");
  await client.send(`POST /early HTTP/1.1\r\nHost: x\r\n${expects}`);
  const { status, headers } = await client.answer();
  assertEquals([status, headers.get("connection")], [413, "close"]);
});

Deno.test("the signal of a request aborts when its client leaves, and not by an answer", async () => {
  const signals: AbortSignal[] = [];
  const left = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using server = new HttpServer((request) => {
    const { signal } = request;
    signals.push(signal);
    if (request.url.endsWith("/quick")) return new Response("");
    signal.addEventListener("abort", () => left.resolve());
    asked.resolve();
    return left.promise.then(() => new Response(""));
  }, { hostname: "127.0.0.1", port: 0, log: recordingLogger().log });
  const client = await RawClient.open(server.port);
  await client.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  assertEquals((await client.answer()).status, 200);
  await client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked.promise;
  client[Symbol.dispose]();
  await left.promise;
  assertEquals(signals.map(({ aborted }) => aborted), [false, true]);
});

Deno.test("an answer that nobody takes is given up, and its stream is told", async () => {
  const left = Promise.withResolvers<void>();
  await using server = new HttpServer(() =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)),
        cancel: () => left.resolve(),
      }),
    ), { hostname: "127.0.0.1", port: 0, log: recordingLogger().log });
  const client = await RawClient.open(server.port);
  await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assertEquals((await client.answer("HEAD")).status, 200);
  client[Symbol.dispose]();
  await left.promise;
});

Deno.test("a request that comes to a connection which was closed meanwhile is not begun", async () => {
  const asked = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const read = Promise.withResolvers<number | null>();
  let handled = 0;
  const connection = new Connection({
    read: (into: Uint8Array<ArrayBuffer>) => {
      asked.resolve(into);
      return read.promise;
    },
    write: (bytes: Uint8Array) => Promise.resolve(bytes.length),
    setNoDelay() {},
    closeWrite: () => Promise.resolve(),
    [Symbol.dispose]() {},
  }, {
    limits: {
      headersTimeoutMs: 1000,
      bodyTimeoutMs: 1000,
      idleTimeoutMs: 1000,
      writeTimeoutMs: 1000,
    },
    now: 0,
    date: "",
    isClosing: false,
    needsRoom: false,
    handler: () => {
      handled++;
      return new Response("7");
    },
    failed: () => new Response("failed"),
    refused() {},
    closed() {},
  });
  const served = connection.serve();
  const buffer = await asked.promise;
  connection[Symbol.dispose]();
  const request = new TextEncoder().encode(`${POST}Content-Length: 0\r\n\r\n`);
  buffer.set(request);
  read.resolve(request.length);
  await served;
  assertEquals(handled, 0);
});
