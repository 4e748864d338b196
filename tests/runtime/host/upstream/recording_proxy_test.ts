import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freePort } from "../../../tools/free_port.ts";
import { RawClient } from "../../../tools/raw_client.ts";
import { Front } from "./front.ts";

const LARGE = 3_000_000;

/** A server of the platform. */
function upstream(
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
}

/** Says how it was asked. */
async function echo(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  return Response.json({
    method: request.method,
    path: pathname + search,
    headers: Object.fromEntries(request.headers),
    length: body.length,
  }, { status: 207, headers: { "x-own": "mine" } });
}

Deno.test("method, path, query, headers, status and bodies pass, and are recorded under one correlation id", async () => {
  await using server = upstream(echo);
  await using front = new Front(server.addr.port);
  const answer = await fetch(`${front.address}/score/a%20b?x=1&x=%2F`, {
    method: "PUT",
    headers: {
      "content-type": "application/json",
      "x-request-id": "order-1",
      "x-ms-client-request-id": "client-1",
    },
    body: '{"data": [1, 2]}',
  });
  assertEquals([answer.status, answer.headers.get("x-own")], [207, "mine"]);
  assertEquals(answer.headers.get("x-request-id"), "order-1");
  const seen = await answer.json();
  assertEquals(
    [seen.method, seen.path, seen.length],
    ["PUT", "/score/a%20b?x=1&x=%2F", 16],
  );
  assertEquals(seen.headers["content-length"], "16");
  assertEquals(seen.headers["x-request-id"], "order-1");
  assertEquals(seen.headers["x-ms-client-request-id"], "client-1");
  assertEquals(seen.headers.host, `127.0.0.1:${front.port}`);
  const [request] = await front.events("request");
  const [response] = await front.events("response");
  assertEquals(
    [request!.correlationid, response!.correlationid],
    ["order-1", "order-1"],
  );
  assertEquals(
    [request!.method, request!.path, request!.data],
    ["PUT", "/score/a%20b?x=1&x=%2F", { data: [1, 2] }],
  );
  assertEquals(response!.data, seen);
});

Deno.test("a request without an id is given one, which the server, the client and the records have", async () => {
  await using server = upstream(echo);
  await using front = new Front(server.addr.port);
  const answer = await fetch(front.address);
  const id = answer.headers.get("x-request-id");
  assertEquals((await answer.json()).headers["x-request-id"], id);
  assertEquals((await front.events("request"))[0]!.correlationid, id);
  assertEquals((await front.events("response"))[0]!.xrequestid, id);
});

Deno.test("headers of the connection stay on it, in both directions", async () => {
  const port = freePort();
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const asked = (async () => {
    using conn = await listener.accept();
    const buffer = new Uint8Array(4096);
    const count = await conn.read(buffer) ?? 0;
    await conn.write(
      new TextEncoder().encode(
        "HTTP/1.1 200 OK\r\nconnection: close, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=9\r\n" +
          "set-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 2\r\n\r\nhi",
      ),
    );
    return new TextDecoder().decode(buffer.subarray(0, count));
  })();
  await using front = new Front(port);
  using client = await RawClient.open(front.port);
  await client.send(
    "GET / HTTP/1.1\r\nHost: front.example\r\nConnection: keep-alive, X-Private\r\nX-Private: 1\r\nTE: trailers\r\nUpgrade: h2c\r\n\r\n",
  );
  const answer = await client.answer();
  assertEquals([answer.status, answer.body], [200, "hi"]);
  assertEquals(answer.headers.get("x-hop"), undefined);
  assertEquals(answer.headers.get("keep-alive"), undefined);
  assertEquals(answer.headers.get("connection"), undefined);
  assertEquals(answer.headers.get("content-length"), "2");
  const head = (await asked).toLowerCase();
  for (const name of ["x-private", "te", "upgrade"]) {
    assert(!head.includes(`\r\n${name}:`), head);
  }
  assertStringIncludes(head, "\r\nhost: front.example\r\n");
  listener.close();
});

Deno.test("bodies of all sizes pass byte for byte, with and without a length, packed ones as they are", async () => {
  await using server = upstream(async (request) => {
    const coding = request.headers.get("x-coding");
    return new Response(await request.bytes(), {
      headers: coding === null ? {} : { "content-encoding": coding },
    });
  });
  await using front = new Front(server.addr.port);
  for (const size of [0, 1, 70_000, LARGE]) {
    const body = new Uint8Array(size).map((_, i) => i % 251);
    for (const sent of [body, new Blob([body]).stream()]) {
      const answer = await fetch(front.address, { method: "POST", body: sent });
      assertEquals(await answer.bytes(), body);
    }
  }
  const packed = new Response("packed").body!.pipeThrough(
    new CompressionStream("gzip"),
  );
  const answer = await fetch(front.address, {
    method: "POST",
    headers: { "x-coding": "gzip" },
    body: packed,
  });
  assertEquals(await answer.text(), "packed");
  const counters = front.deployment.counters;
  assertEquals(
    [counters.request!.recorded, counters.response!.recorded],
    [9, 9],
  );
});

Deno.test("an answer is passed on while it comes, and recorded when it has passed", async () => {
  let go = () => {};
  const waited = new Promise<void>((resolve) => go = resolve);
  await using server = upstream(() =>
    new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode("first "));
          await waited;
          controller.enqueue(new TextEncoder().encode("last"));
          controller.close();
        },
      }),
      { headers: { "content-type": "text/plain" } },
    )
  );
  await using front = new Front(server.addr.port);
  const answer = await fetch(front.address);
  const parts = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await parts.read()).value, "first ");
  assertEquals((await front.events("response")).length, 0);
  go();
  assertEquals((await parts.read()).value, "last");
  assert((await parts.read()).done);
  assertEquals((await front.events("response"))[0]!.data, "first last");
});

Deno.test("HEAD and answers without a body pass, with the length that a body would have", async () => {
  await using server = upstream((request) =>
    request.method === "HEAD"
      ? new Response(null, { headers: { "content-length": "7" } })
      : new Response(null, { status: 204 })
  );
  await using front = new Front(server.addr.port);
  using client = await RawClient.open(front.port);
  await client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  const head = await client.answer("HEAD");
  assertEquals([head.status, head.headers.get("content-length")], [200, "7"]);
  await client.send("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
  assertEquals((await client.answer()).status, 204);
  assertEquals((await front.events("response")).length, 2);
});

Deno.test("a server that is down is 502 with a sentence, and recorded as what was answered", async () => {
  await using front = new Front(freePort());
  for (const body of ["{}", "x".repeat(LARGE)]) {
    const answer = await fetch(front.address, { method: "POST", body });
    const { message } = await answer.json();
    assertEquals(answer.status, 502);
    assertEquals(
      message,
      "The scoring server cannot be reached: it is not running, or still starting",
    );
  }
  const { request, response } = front.deployment.counters;
  assertEquals([request!.recorded, response!.recorded], [2, 2]);
  assertStringIncludes(front.warnings[0]!, "http://127.0.0.1:");
});

Deno.test("a server that does not answer in time is 504, and is left", async () => {
  const aborted = Promise.withResolvers<void>();
  await using server = upstream((request) => {
    request.signal.addEventListener("abort", () => aborted.resolve());
    return aborted.promise.then(() => new Response());
  });
  await using front = new Front(server.addr.port, { timeoutMs: 50 });
  const answer = await fetch(front.address, {
    method: "POST",
    body: "{}",
    signal: AbortSignal.timeout(5000),
  });
  assertEquals(answer.status, 504);
  assertStringIncludes((await answer.json()).message, "within 50 ms");
  await aborted.promise;
});

Deno.test("a server that breaks off in mid-answer breaks the client's answer off too", async () => {
  for (const length of ["content-length: 20", "transfer-encoding: chunked"]) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const asked = (async () => {
      using conn = await listener.accept();
      await conn.read(new Uint8Array(4096));
      await conn.write(
        new TextEncoder().encode(
          `HTTP/1.1 200 OK\r\n${length}\r\n\r\n5\r\nhello`,
        ),
      );
    })();
    await using front = new Front(listener.addr.port);
    using client = await RawClient.open(front.port);
    await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await asked;
    if (length.startsWith("content")) {
      const { status, body } = await client.answer();
      assertEquals(status, 502);
      assertStringIncludes(body, "broke off");
    } else {
      const rest = await client.rest();
      assert(!rest.includes("\r\n0\r\n"), rest);
    }
    const { recorded, refused } = front.deployment.counters.response!;
    assertEquals(recorded + refused, 1);
    listener.close();
  }
});

Deno.test("a client that leaves before its answer ends the server's work, and its answer counts as refused", async () => {
  const asked = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  await using server = upstream(async (request) => {
    await request.text();
    request.signal.addEventListener("abort", () => aborted.resolve());
    asked.resolve();
    await aborted.promise;
    return new Response();
  });
  await using front = new Front(server.addr.port);
  using client = await RawClient.open(front.port);
  await client.send(
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
  );
  await asked.promise;
  client[Symbol.dispose]();
  await aborted.promise;
  await front.left();
  const { request, response } = front.deployment.counters;
  assertEquals([request!.recorded, response!.refused], [1, 1]);
});

Deno.test("a client that leaves in mid-body is passed on as one, and nothing is recorded", async () => {
  const asked = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<void>();
  await using server = upstream(async (request) => {
    asked.resolve();
    await request.text().catch(() => broken.resolve());
    return new Response();
  });
  await using front = new Front(server.addr.port);
  using client = await RawClient.open(front.port);
  await client.send(
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\n{}",
  );
  await asked.promise;
  client[Symbol.dispose]();
  await broken.promise;
  await front.left();
  const { request, response } = front.deployment.counters;
  assertEquals([request!.collected, response!.collected], [0, 0]);
});

Deno.test("bodies above the limit pass, and count as refused", async () => {
  await using server = upstream(() =>
    new Response(new Blob([new Uint8Array(LARGE)]).stream())
  );
  await using front = new Front(server.addr.port, { maxBodyBytes: 1000 });
  const answer = await fetch(front.address, {
    method: "POST",
    body: "x".repeat(1001),
  });
  assertEquals((await answer.bytes()).length, LARGE);
  const { request, response } = front.deployment.counters;
  assertEquals([request!.refused, response!.refused], [1, 1]);
  assertStringIncludes(front.warnings.join(), "longer than 1000 bytes");
});

Deno.test("a server that answers before it has read the body is heard, and the request is recorded whole", async () => {
  for (const connection of ["close", "keep-alive"]) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const asked = (async () => {
      using conn = await listener.accept();
      await conn.read(new Uint8Array(4096));
      await conn.write(
        new TextEncoder().encode(
          `HTTP/1.1 413 No\r\nconnection: ${connection}\r\ncontent-length: 3\r\n\r\ntoo`,
        ),
      );
      if (connection === "close") await conn.closeWrite();
      while (await conn.read(new Uint8Array(65536)) !== null);
    })();
    await using front = new Front(listener.addr.port);
    const answer = await fetch(front.address, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: "x".repeat(LARGE),
    });
    assertEquals([answer.status, await answer.text()], [413, "too"]);
    await asked;
    const [request] = await front.events("request");
    assertEquals(String(request!.data).length, LARGE);
    listener.close();
  }
});

Deno.test("requests and their answers are sampled together", async () => {
  await using server = upstream(echo);
  await using front = new Front(server.addr.port, { samplingRate: 0.5 });
  for (let n = 0; n < 60; n++) {
    await (await fetch(`${front.address}/${n}`)).body?.cancel();
  }
  const ids = async (name: string) =>
    (await front.events(name)).map(({ correlationid: id }) => id);
  const requests = await ids("request");
  assert(requests.length > 10 && requests.length < 50, `${requests.length}`);
  assertEquals(await ids("response"), requests);
});
