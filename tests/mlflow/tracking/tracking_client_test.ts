import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { TrackingClient } from "../../../mlflow/tracking/tracking_client.ts";
import { TrackingError } from "../../../mlflow/tracking/tracking_error.ts";
import type { TransportOptions } from "../../../mlflow/tracking/transport.ts";
import { freePort } from "../../tools/free_port.ts";
import {
  failing,
  LocalTrackingServer,
} from "../../tools/servers/tracking_server.ts";

const QUICK = { firstDelayMs: 1, maxDelayMs: 5 };
const SECRET = "Basic bWU6aHVudGVyMg==";

function clientOf(
  server: { readonly url: string },
  options: TransportOptions = {},
): TrackingClient {
  return new TrackingClient({ url: server.url, authorization: SECRET }, {
    ...QUICK,
    ...options,
  });
}

async function failureOf(body: () => Promise<unknown>): Promise<TrackingError> {
  const error = await assertRejects(body, TrackingError);
  assertInstanceOf(error, TrackingError);
  assertFalse(error.message.includes("hunter2"));
  assertFalse(error.message.includes(SECRET));
  return error;
}

Deno.test("an alias, the latest and a version are read, with the credentials", async () => {
  await using server = new LocalTrackingServer();
  server.register("iris", "9", { "MLmodel": "a" });
  server.register("iris", "10", { "MLmodel": "b" });
  server.aliases.set("iris@champion", "9");
  const client = clientOf(server);
  assertEquals(await client.versionOfAlias("iris", "champion"), "9");
  assertEquals(await client.latestVersion("iris"), "10");
  assertEquals(
    (await client.modelVersion("iris", "10")).source,
    "mlflow-artifacts:/0/models/iris-10",
  );
  assertEquals(new Set(server.authorizations), new Set([SECRET]));
});

for (const status of [408, 429, 500, 502, 503, 504]) {
  Deno.test(`an answer ${status} is asked for again, seven times at most`, async () => {
    await using server = new LocalTrackingServer();
    server.register("iris", "1", { "MLmodel": "a" });
    server.faults.push(failing(7, () => new Response("busy", { status })));
    const told: string[] = [];
    const client = clientOf(server, { onRetry: (text) => told.push(text) });
    assertEquals((await client.modelVersion("iris", "1")).version, "1");
    assertEquals(server.asked.length, 8);
    assertEquals(told.length, 7);
    assertStringIncludes(told[0]!, `${status}`);
    server.faults.push(failing(8, () => new Response("busy", { status })));
    const error = await failureOf(() => client.modelVersion("iris", "1"));
    assertEquals(error.status, status);
    assert(error.isAway);
    assertEquals(server.asked.length, 16);
  });
}

for (
  const [retryAfter, says] of [["30", "in 30 s"], ["3600", "in 60 s"]] as const
) {
  Deno.test(`Retry-After: ${retryAfter} is a wait of at most a minute`, async () => {
    await using server = new LocalTrackingServer();
    const headers = { "Retry-After": retryAfter };
    server.faults.push(() => new Response("", { status: 429, headers }));
    const stopping = new AbortController();
    const told: string[] = [];
    const client = clientOf(server, {
      maxDelayMs: 60_000,
      signal: stopping.signal,
      onRetry: (text) => {
        told.push(text);
        stopping.abort(new Error("Stopped"));
      },
    });
    await assertRejects(() => client.modelVersion("iris", "1"), Error);
    assertStringIncludes(told.join(), says);
  });
}

for (
  const [status, says] of [
    [400, "400 INVALID_PARAMETER_VALUE"],
    [401, "MLFLOW_TRACKING_PASSWORD"],
    [403, "may not read it"],
    [404, "404 INVALID_PARAMETER_VALUE"],
  ] as const
) {
  Deno.test(`an answer ${status} is final, and its text is not repeated`, async () => {
    await using server = new LocalTrackingServer();
    const body = {
      "error_code": "INVALID_PARAMETER_VALUE",
      message: `You sent ${SECRET}, me:hunter2`,
    };
    server.faults.push(() => Response.json(body, { status }));
    const error = await failureOf(() =>
      clientOf(server).versionOfAlias("iris", "champion")
    );
    assertEquals(error.status, status);
    assertFalse(error.isAway);
    assertStringIncludes(error.message, says);
    assertStringIncludes(error.message, 'the alias "champion"');
    assertEquals(server.asked.length, 1);
  });
}

Deno.test("a redirect on the same server is followed", async () => {
  await using server = new LocalTrackingServer();
  server.register("iris", "1", { "MLmodel": "a" });
  server.faults.push(failing(1, (url) => {
    const location = url.pathname + url.search;
    return new Response("", {
      status: 307,
      headers: { Location: location },
    });
  }));
  const found = await clientOf(server).modelVersion("iris", "1");
  assertEquals(found.version, "1");
});

Deno.test("a redirect to another server is refused, and that one is not asked", async () => {
  await using server = new LocalTrackingServer();
  await using other = new LocalTrackingServer();
  server.faults.push((_, url) =>
    Response.redirect(`${other.url}${url.pathname}`, 302)
  );
  const error = await failureOf(() =>
    clientOf(server).modelVersion("iris", "1")
  );
  assertStringIncludes(error.message, "redirects");
  assertEquals(other.asked, []);
});

Deno.test("a redirect that never ends is refused", async () => {
  await using server = new LocalTrackingServer();
  server.faults.push((request) => Response.redirect(request.url, 302));
  await failureOf(() => clientOf(server).modelVersion("iris", "1"));
  assertEquals(server.asked.length, 6);
});

Deno.test("a server that is not there is asked three times and is away", async () => {
  const told: string[] = [];
  const client = clientOf({ url: `http://127.0.0.1:${freePort()}` }, {
    onRetry: (text) => told.push(text),
  });
  const error = await failureOf(() => client.modelVersion("iris", "1"));
  assert(error.isAway);
  assertEquals(told.length, 2);
  assertStringIncludes(error.message, "no connection");
});

Deno.test("a server that is silent is left after the time that is given", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = (async () => {
    const connections: Deno.Conn[] = [];
    for await (const connection of listener) connections.push(connection);
    for (const connection of connections) connection.close();
  })();
  const client = clientOf({ url: `http://127.0.0.1:${listener.addr.port}` }, {
    timeoutMs: 30,
    maxRetries: 0,
  });
  const error = await failureOf(() => client.modelVersion("iris", "1"));
  assert(error.isAway);
  assertStringIncludes(error.message, "in time");
  listener.close();
  await accepted;
});

Deno.test("an abort ends a wait", async () => {
  await using server = new LocalTrackingServer();
  server.faults.push(() => new Response("", { status: 503 }));
  const stopping = new AbortController();
  const client = clientOf(server, {
    firstDelayMs: 20_000,
    maxDelayMs: 20_000,
    signal: stopping.signal,
    onRetry: () => stopping.abort(new Error("Stopped")),
  });
  const startedMs = performance.now();
  await assertRejects(() => client.modelVersion("iris", "1"), Error, "Stopped");
  assert(performance.now() - startedMs < 10_000, "the wait was not ended");
});

for (
  const [label, answer] of [
    ["a page", () => new Response("<html>")],
    ["a list", () => Response.json([])],
    ["no version", () => Response.json({ "model_version": {} })],
    [
      "a version that is not a number",
      () => Response.json({ "model_version": { version: "../1" } }),
    ],
  ] as const
) {
  Deno.test(`an answer that is ${label} is refused`, async () => {
    await using server = new LocalTrackingServer();
    server.faults.push(answer);
    const error = await failureOf(() =>
      clientOf(server).versionOfAlias("iris", "champion")
    );
    assertFalse(error.isAway);
    assertEquals(server.asked.length, 1);
  });
}

Deno.test("a version that is not ready is refused by its status", async () => {
  await using server = new LocalTrackingServer();
  server.versions.set("iris/1", {
    source: "x",
    status: "PENDING_REGISTRATION",
  });
  const error = await failureOf(() =>
    clientOf(server).modelVersion("iris", "1")
  );
  assertStringIncludes(error.message, "PENDING_REGISTRATION");
});

Deno.test("names are sent as they are, whatever is in them", async () => {
  await using server = new LocalTrackingServer();
  server.register("a&b=c #1", "1", { "MLmodel": "a" });
  const found = await clientOf(server).modelVersion("a&b=c #1", "1");
  assertEquals(found.version, "1");
});

Deno.test("an abort ends a request whose answer does not come", async () => {
  await using server = new LocalTrackingServer();
  const stopping = new AbortController();
  server.faults.push(() =>
    new Response(
      new ReadableStream({
        pull: () => stopping.abort(new Error("Stopped")),
      }),
    )
  );
  const client = clientOf(server, {
    signal: stopping.signal,
    timeoutMs: 2_000,
    maxRetries: 0,
  });
  await assertRejects(
    () => client.modelVersion("iris", "1"),
    Error,
    "Stopped",
  );
});
