import type { RunContext } from "../../runtime/module/scoring_module.ts";
import { assertEquals, assertMatch } from "@std/assert";
import { type App, createApp } from "../../runtime/app.ts";
import type { AppOptions } from "../../runtime/app_settings.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { DataFrame } from "../../frame/mod.ts";
import { errorLog } from "../tools/error_log.ts";

async function appOf(
  module: Record<string, unknown>,
  options: AppOptions = {},
): Promise<App> {
  return createApp(await openModule(module, { name: "test" }), options);
}

async function post(
  app: App,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await app.fetch(
    new Request("http://localhost/score", { method: "POST", body, headers }),
  );
}

const echo = await appOf({ run: (text: string) => text });
const SCRIPT_FAILURE =
  "An unexpected error occurred in scoring script. Check the logs for more info.";

Deno.test("GET /ready answers where requests may be sent", async () => {
  const response = await echo.fetch(new Request("http://localhost/ready"));
  assertEquals([response.status, await response.text()], [200, "Ready"]);
});

Deno.test("GET /ready says where requests are not to be sent any more, and GET / that the host lives", async () => {
  const app = await appOf({ run: (text: string) => text }, {
    isReady: () => false,
  });
  const ready = await app.fetch(new Request("http://localhost/ready"));
  assertEquals(ready.status, 503);
  await ready.body?.cancel();
  const alive = await app.fetch(new Request("http://localhost/"));
  assertEquals([alive.status, await alive.text()], [200, "Healthy"]);
});

Deno.test("HEAD answers as GET does where no model is asked; whoever sends it leaves the body out", async () => {
  for (const path of ["/", "/swagger.json", "/ready"]) {
    const url = `http://localhost${path}`;
    const head = await echo.fetch(new Request(url, { method: "HEAD" }));
    const get = await echo.fetch(new Request(url));
    assertEquals(head.status, 200);
    assertEquals(await head.text(), await get.text());
  }
});

Deno.test("GET / answers Healthy", async () => {
  const response = await echo.fetch(new Request("http://localhost/"));
  assertEquals(response.status, 200);
  assertEquals(
    response.headers.get("content-type"),
    "text/html; charset=utf-8",
  );
  assertEquals(await response.text(), "Healthy");
});

for (
  const [method, path, status] of [
    ["GET", "/does_not_exist", 404],
    ["GET", "/score/", 404],
    ["POST", "/invocations", 404],
    ["DELETE", "/", 405],
    ["POST", "/", 405],
    ["PUT", "/score", 405],
    ["PATCH", "/score", 405],
    ["POST", "/swagger.json", 405],
  ] as const
) {
  Deno.test(`${method} ${path} of a module is ${status} with a sentence`, async () => {
    const response = await echo.fetch(
      new Request(`http://localhost${path}`, { method }),
    );
    assertEquals(response.status, status);
    assertEquals(response.headers.get("content-type"), "application/json");
    const { message } = await response.json();
    assertMatch(
      message,
      status === 404
        ? /^The requested URL was not found/
        : /^The method is not allowed/,
    );
  });
}

Deno.test("HEAD /score is refused", async () => {
  const score = await echo.fetch(
    new Request("http://localhost/score", {
      method: "HEAD",
      headers: { "x-request-id": "A" },
    }),
  );
  assertEquals([score.status, score.headers.get("x-request-id")], [405, "A"]);
  assertEquals(score.headers.get("allow"), "GET, POST, OPTIONS");
});

Deno.test("score refuses a method with 405 and those that it allows", async () => {
  for (
    const [method, path, allow] of [
      ["PUT", "/score", "GET, POST, OPTIONS"],
      ["DELETE", "/", "GET, OPTIONS"],
      ["POST", "/swagger.json", "GET, OPTIONS"],
    ] as const
  ) {
    const response = await echo.fetch(
      new Request(`http://localhost${path}`, { method }),
    );
    assertEquals([response.status, response.headers.get("allow")], [
      405,
      allow,
    ]);
  }
});

Deno.test("OPTIONS /score is 200 and empty", async () => {
  const response = await echo.fetch(
    new Request("http://localhost/score", { method: "OPTIONS" }),
  );
  assertEquals([response.status, await response.text()], [200, ""]);
  // Nothing ran, so nothing took time.
  assertEquals(response.headers.get("x-ms-run-fn-exec-ms"), null);
});

for (const path of ["/", "/swagger.json"]) {
  Deno.test(`OPTIONS ${path} names the methods, and ids that are too long are not a failure of a script`, async () => {
    const options = await echo.fetch(
      new Request(`http://localhost${path}`, { method: "OPTIONS" }),
    );
    assertEquals(options.headers.get("allow"), "GET, OPTIONS, HEAD");
    const type = options.headers.get("content-type");
    assertEquals(type, "text/html; charset=utf-8");
    const refused = await echo.fetch(
      new Request(`http://localhost${path}`, {
        headers: { "x-request-id": "i".repeat(101) },
      }),
    );
    assertEquals(refused.status, 431);
    assertEquals(refused.headers.get("x-ms-run-function-failed"), "False");
  });
}

for (const type of [undefined, "application/json", "text/plain", "a/b"]) {
  Deno.test(`string mode hands the body over unchanged, content type ${type}`, async () => {
    const text = '{"data": "some plain text"}';
    const body = new TextEncoder().encode(text);
    const response = await post(
      echo,
      body,
      type === undefined ? {} : { "content-type": type },
    );
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), "application/json");
    assertEquals(await response.json(), text);
  });
}

Deno.test("string mode hands a body over that curl calls a form", async () => {
  const body = new TextEncoder().encode('{"data": 1}');
  const response = await post(echo, body, {
    "content-type": "application/x-www-form-urlencoded",
  });
  assertEquals(await response.json(), '{"data": 1}');
});

Deno.test("string mode gives a query as JSON text, as Python writes it", async () => {
  const query = new URLSearchParams([
    ["a", "1"],
    ["b", "x"],
    ["c", "1.2"],
    ["d", "1"],
    ["d", "2"],
    ["d", "3"],
    ["e", "null"],
    ["f", '{"X":"Y"}'],
    ["g", "é"],
  ]);
  const response = await echo.fetch(
    new Request(`http://localhost/score?${query}`),
  );
  assertEquals(
    await response.json(),
    '{"a": 1, "b": "x", "c": 1.2, "d": [1, 2, 3], "e": null, "f": {"X": "Y"}, "g": "\\u00e9"}',
  );
});

Deno.test("a body that is not UTF-8 is 400 with a sentence", async () => {
  const response = await post(echo, Uint8Array.of(0xff));
  assertEquals(response.status, 400);
  assertMatch(
    (await response.json()).message,
    /^Input cannot be decoded as UTF-8: /,
  );
});

Deno.test("what run returns is sent as JSON", async (t) => {
  const results: readonly (readonly [string, unknown, string])[] = [
    ["an object", { a: 1 }, '{"a":1}'],
    ["a list", [1, null], "[1,null]"],
    ["a text", "test", '"test"'],
    ["nothing", undefined, "{}"],
    ["null", null, "{}"],
    ["a bigint", [2n ** 62n], "[4611686018427387904]"],
    ["a typed array", Float32Array.of(0.5), "[0.5]"],
    ["a frame", DataFrame.fromColumns({ a: [1, 2] }), '[{"a":1},{"a":2}]'],
    ["a map", new Map([["a", 1]]), '{"a":1}'],
  ];
  for (const [label, result, text] of results) {
    await t.step(label, async () => {
      const app = await appOf({ run: () => result });
      const response = await post(app, "");
      assertEquals(await response.text(), text);
      assertMatch(
        response.headers.get("x-ms-run-fn-exec-ms") ?? "",
        /^\d+\.\d{3}$/,
      );
      assertEquals(response.headers.get("x-ms-run-function-failed"), "False");
    });
  }
});

Deno.test("a result that is not JSON is 500, and the client learns nothing of it", async () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const result of [() => 1, Symbol("secret"), cycle]) {
    const app = await appOf({ run: () => result });
    const response = await post(app, "");
    assertEquals(response.status, 500);
    assertEquals(await response.json(), {
      message:
        "An unexpected internal error occurred. Check the logs for more info.",
    });
  }
});

Deno.test("a Response of run is passed on, but for the ids", async () => {
  const app = await appOf({
    run: () =>
      new Response("teapot", {
        status: 418,
        headers: { "x-request-id": "forged", "x-own": "kept" },
      }),
  });
  const response = await post(app, "", { "x-request-id": "mine" });
  assertEquals(response.status, 418);
  assertEquals(response.headers.get("x-request-id"), "mine");
  assertEquals(response.headers.get("x-own"), "kept");
  assertEquals(response.headers.get("x-ms-run-function-failed"), "False");
  assertEquals(await response.text(), "teapot");
});

for (const kind of ["throws", "rejects"]) {
  Deno.test(`a run that ${kind} is 500 without its reason, and the reason is logged`, async () => {
    const { log, errors: logged } = errorLog();
    const run = kind === "throws"
      ? () => {
        throw new Error("the secret reason");
      }
      : () => Promise.reject(new Error("the secret reason"));
    const app = await appOf({ run }, { log });
    const response = await post(app, "");
    assertEquals(response.status, 500);
    assertEquals(response.headers.get("x-ms-run-function-failed"), "True");
    assertEquals(await response.json(), { message: SCRIPT_FAILURE });
    assertMatch(logged.join(), /the secret reason/);
  });
}

Deno.test("a run that never ends is 500 after the deadline, and its timer is gone", async () => {
  const app = await appOf(
    { run: () => new Promise(() => {}) },
    { timeoutMs: 20 },
  );
  const response = await post(app, "");
  assertEquals(response.status, 500);
  assertEquals(response.headers.get("x-ms-run-function-failed"), "True");
  assertEquals(await response.json(), {
    message: "Scoring timeout after 20 ms",
  });
});

Deno.test("a body over the limit is 413, declared or not, and the host serves on", async () => {
  const app = await appOf({ run: (text: string) => text.length }, {
    maxBodyBytes: 10,
  });
  const declared = await post(app, "12345678901", { "content-length": "11" });
  assertEquals(declared.status, 413);
  assertMatch((await declared.json()).message, /limit of 10 bytes/);
  let left = 10;
  const chunks = new ReadableStream({
    pull(controller) {
      if (left-- === 0) controller.close();
      else controller.enqueue(new Uint8Array(8));
    },
  }, { highWaterMark: 0 });
  assertEquals((await post(app, chunks)).status, 413);
  assertEquals(left, 8, "it was read on");
  assertEquals(await (await post(app, "1234567890")).json(), 10);
});

Deno.test("a module's signal is the request's: it aborts when the client leaves", async () => {
  const leaving = new AbortController();
  const app = await appOf({
    run: (_: unknown, { signal }: RunContext) =>
      new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve("stopped"));
        leaving.abort();
      }),
  }, { timeoutMs: 1_000 });
  const response = await app.fetch(
    new Request("http://localhost/score", {
      method: "POST",
      body: "",
      signal: leaving.signal,
    }),
  );
  assertEquals(await response.json(), "stopped");
});
