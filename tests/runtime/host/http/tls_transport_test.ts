import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createSecureContext } from "node:tls";
import {
  HttpServer,
  type HttpServerOptions,
} from "../../../../runtime/host/http/http_server.ts";
import { TlsTransport } from "../../../../runtime/host/http/tls_transport.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { PlainResponse } from "../../../../runtime/plain_response.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  RENEWED_CERTIFICATE_PATH,
  RENEWED_KEY_PATH,
} from "../../../tools/loopback_tls.ts";
import { RawClient } from "../../../tools/raw_client.ts";
import { connectTls, restOf } from "./tls_client.ts";

const BYTES = new TextEncoder();
const TOO_MANY = 32 * 1024 * 1024;

async function serverContext(
  certificatePath = CERTIFICATE_PATH,
  keyPath = KEY_PATH,
) {
  return createSecureContext({
    cert: await Deno.readTextFile(certificatePath),
    key: await Deno.readTextFile(keyPath),
  });
}

async function serve(
  handler: (request: Request) => Response | Promise<Response>,
  options: Partial<HttpServerOptions> = {},
): Promise<HttpServer> {
  return new HttpServer(handler, {
    hostname: "127.0.0.1",
    port: 0,
    log: SILENT,
    certificate: { secureContext: await serverContext() },
    ...options,
  });
}

/** Both ends of a connection that agreed on TLS. */
async function ends(): Promise<
  { readonly transport: TlsTransport; readonly client: Deno.TlsConn }
> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const connected = connectTls(listener.addr.port);
  const transport = new TlsTransport(await accepted, await serverContext());
  await transport.opened;
  return { transport, client: await connected };
}

Deno.test("a client of the platform is served over TLS, with bodies of all sizes", async () => {
  await using server = await serve((request) =>
    request.bytes().then((bytes) => new Response(bytes))
  );
  using client = Deno.createHttpClient({
    caCerts: [await Deno.readTextFile(CERTIFICATE_PATH)],
  });
  for (const size of [0, 1, 4095, 70_000, 3_000_000]) {
    const body = new Uint8Array(size).map((_, i) => i % 251);
    const answer = await fetch(`https://127.0.0.1:${server.port}/`, {
      method: "POST",
      body,
      client,
    });
    assertEquals(await answer.bytes(), body);
  }
});

Deno.test("HTTP/1.1 is agreed on, a request's address says https, and the end of an answer is no cut", async () => {
  await using server = await serve(({ url }) => new Response(url));
  const client = await connectTls(server.port);
  assertEquals((await client.handshake()).alpnProtocol, "http/1.1");
  await client.write(
    BYTES.encode("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
  );
  // Reading to the end fails where the server does not say that it is one.
  assertMatch(await restOf(client), /\r\n\r\nhttps:\/\/x\/a$/);
});

Deno.test("a connection that says nothing holds no other up, and is closed in its time", async () => {
  await using server = await serve(() => new PlainResponse("here", {}), {
    headersTimeoutMs: 100,
  });
  using silent = await RawClient.open(server.port);
  const client = await connectTls(server.port);
  await client.write(BYTES.encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  const answer = new Uint8Array(1000);
  const count = await client.read(answer);
  assertMatch(
    new TextDecoder().decode(answer.subarray(0, count!)),
    /\r\n\r\nhere$/,
  );
  assertEquals(await silent.rest(), "");
  client.close();
});

Deno.test("who asks without TLS is told so, and nothing is answered", async () => {
  const told: string[] = [];
  await using server = await serve(() => new Response("a secret"), {
    log: { ...SILENT, debug: (message) => told.push(message) },
  });
  using client = await RawClient.open(server.port);
  await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const { status, body } = await client.answer();
  assertEquals(status, 400);
  assertMatch(body, /it came as plain HTTP, and this is HTTPS/);
  assertEquals(await client.rest(), "");
  assertEquals(told, [
    "A client and the host found no TLS: The client speaks without TLS",
  ]);
});

Deno.test("a client that trusts nobody of ours leaves, and the next one is served", async () => {
  const certificate = {
    secureContext: await serverContext(
      RENEWED_CERTIFICATE_PATH,
      RENEWED_KEY_PATH,
    ),
  };
  await using server = await serve(() => new Response("here"), {
    certificate,
  });
  await assertRejects(() => connectTls(server.port, [CERTIFICATE_PATH]));
  const client = await connectTls(server.port);
  await client.write(
    BYTES.encode("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
  );
  assertMatch(await restOf(client), /here$/);
});

Deno.test("shutdown closes who waits over TLS, and finishes what runs", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = await serve(() => {
    asked.resolve();
    return answer.promise;
  });
  const waiting = await connectTls(server.port);
  const busy = await connectTls(server.port);
  await busy.write(BYTES.encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  await asked.promise;
  const ended = server.shutdown();
  assertEquals(await restOf(waiting), "");
  answer.resolve(new Response("done"));
  assertMatch(await restOf(busy), /connection: close\r\n[^]*done$/);
  await ended;
  assertEquals(server.connections, 0);
});

Deno.test("the next connection meets the certificate of its time", async () => {
  const certificate = { secureContext: await serverContext() };
  await using server = await serve(() => new Response(), { certificate });
  (await connectTls(server.port, [CERTIFICATE_PATH])).close();
  certificate.secureContext = await serverContext(
    RENEWED_CERTIFICATE_PATH,
    RENEWED_KEY_PATH,
  );
  (await connectTls(server.port, [RENEWED_CERTIFICATE_PATH])).close();
  await assertRejects(() => connectTls(server.port, [CERTIFICATE_PATH]));
});

/** Closes one, and waits until it is. */
async function closed(transport: TlsTransport): Promise<void> {
  transport[Symbol.dispose]();
  await transport.closed;
}

/** Waits until a number grows no more, or far too high. */
async function settled(number: () => number): Promise<void> {
  for (let before = -1; number() > before && before < TOO_MANY;) {
    before = number();
    for (let turn = 0; turn < 200; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

Deno.test("what the host does not read stays with the client", async () => {
  const { transport, client } = await ends();
  let sent = 0;
  const sending = (async () => {
    for (;;) sent += await client.write(new Uint8Array(64 * 1024));
  })();
  await settled(() => sent);
  assert(sent < TOO_MANY, `${sent}`);
  // All of it can be read in the end.
  let read = 0;
  const buffer = new Uint8Array(100_000);
  while (read < sent) read += (await transport.read(buffer))!;
  client.close();
  await sending.catch(() => {});
  await closed(transport);
});

Deno.test("reads and writes that wait fail when it is closed", async () => {
  const { transport, client } = await ends();
  const reading = transport.read(new Uint8Array(1));
  let written = 0;
  const writing = (async () => {
    for (;;) written += await transport.write(new Uint8Array(1024 * 1024));
  })();
  const both = Promise.allSettled([reading, writing]);
  await settled(() => written);
  await closed(transport);
  assertEquals(
    (await both).map(({ status }) => status),
    ["rejected", "rejected"],
  );
  client.close();
});

Deno.test("a client that leaves before it agreed is waited for no more", async () => {
  for (const sent of [[], [0x16, 3, 1, 2, 0, 1]]) {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepted = listener.accept();
    const client = await Deno.connect({ port: listener.addr.port });
    const transport = new TlsTransport(await accepted, await serverContext());
    if (sent.length > 0) await client.write(Uint8Array.from(sent));
    client.close();
    await assertRejects(() => transport.opened);
    await closed(transport);
  }
});

Deno.test("half of a connection can be closed, by either side", async () => {
  const { transport, client } = await ends();
  const buffer = new Uint8Array(9);
  await transport.closeWrite();
  assertEquals(await client.read(buffer), null);
  await client.write(BYTES.encode("more"));
  assertEquals(await transport.read(buffer), 4);
  client.close();
  assertEquals(await transport.read(buffer), null);
  await closed(transport);
});
