import { assertEquals, assertMatch } from "@std/assert";
import type { Bytes } from "../../../frame/bytes.ts";
import { loadModel, memoryStore } from "../../../mlflow/mod.ts";
import { createApp } from "../../../runtime/app.ts";
import type { AppOptions } from "../../../runtime/app_settings.ts";
import { ZLIB_CODINGS } from "../../../runtime/host/codings/zlib_codings.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import { openModule } from "../../../runtime/models/module_model.ts";

const ROWS = '{"inputs": [[1, 2], [3, 4]]}';
const DOORS = {
  "/score": '{"input_data": [[1, 2], [3, 4]]}',
  "/invocations": ROWS,
  "/v2/models/echo/infer":
    '{"inputs": [{"name": "a", "shape": [2], "datatype": "FP64", "data": [1, 2]}]}',
};

async function mlflowApp(options: AppOptions = {}) {
  const store = memoryStore({
    MLmodel: new TextEncoder().encode(
      "flavors:\n  echo: {}\n  python_function: {loader_module: mlflow.echo}\n",
    ),
  });
  const model = await loadModel(store, [{
    name: "echo",
    open: () =>
      Promise.resolve({
        summary: { library: "echo", structure: [] },
        predict: (input) => input,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  }]);
  return createApp(mlflowModel(model, { name: "echo" }), {
    codings: ZLIB_CODINGS,
    ...options,
  });
}

interface Post {
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  readonly path?: string;
  readonly coding?: string;
}

async function post(
  body: Bytes | string,
  { app, path = "/score", coding }: Post,
): Promise<[number, string, Headers]> {
  const bytes = typeof body === "string"
    ? new TextEncoder().encode(body)
    : body;
  const response = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": String(bytes.length),
        ...(coding === undefined ? {} : { "content-encoding": coding }),
      },
      body: bytes,
    }),
  );
  return [response.status, await response.text(), response.headers];
}

async function packed(text: string, ...names: string[]): Promise<Bytes> {
  let body: Bytes = new TextEncoder().encode(text);
  for (const name of names) body = await ZLIB_CODINGS[name]!.encode(body);
  return body;
}

for (const [path, text] of Object.entries(DOORS)) {
  Deno.test(`a packed body at ${path} is answered as it would be unpacked`, async () => {
    const app = await mlflowApp();
    const [status, plain] = await post(text, { app, path });
    assertEquals(status, 200);
    for (const name of Object.keys(ZLIB_CODINGS)) {
      for (
        const [coding, ...names] of [
          [name, name],
          [`${name.toUpperCase()}, identity`, name],
          [`gzip, ${name}`, "gzip", name],
        ] as const
      ) {
        const [status, answer] = await post(await packed(text, ...names), {
          app,
          path,
          coding,
        });
        assertEquals([coding, status, answer], [coding, 200, plain]);
      }
    }
    const gzip = await packed(text, "gzip");
    const [old] = await post(gzip, { app, path, coding: "x-gzip" });
    assertEquals(old, 200);
  });

  Deno.test(`a packed body at ${path} that is broken is 400, too large unpacked 413, of an unknown coding 415`, async () => {
    const app = await mlflowApp({ maxBodyBytes: 10_000 });
    const large = text + " ".repeat(10_001 - text.length);
    const fits = await packed(large.slice(0, -1), "gzip");
    assertEquals((await post(fits, { app, path, coding: "gzip" }))[0], 200);
    for (const name of Object.keys(ZLIB_CODINGS)) {
      const whole = await packed(text, name);
      const [broken, why] = await post(whole.slice(0, -1), {
        app,
        path,
        coding: name,
      });
      assertEquals([name, broken], [name, 400]);
      assertMatch(why, new RegExp(`expected ${name} data`));
      const [status, says] = await post(await packed(large, name), {
        app,
        path,
        coding: name,
      });
      assertEquals([name, status], [name, 413]);
      assertMatch(says, /unpacked, larger than the limit of 10000 bytes/);
    }
    // Each step of two is bounded.
    const twice = await packed("x".repeat(1_000_000), "gzip", "gzip");
    const [bomb] = await post(twice, { app, path, coding: "gzip, gzip" });
    assertEquals(bomb, 413);
    for (
      const [coding, says] of [
        ["snappy", /Content-Encoding is \\*"snappy/],
        ["gzip, compress", /Content-Encoding is \\*"compress/],
        ["toString", /Content-Encoding is \\*"tostring/],
        ["gzip, gzip, gzip", /names 3 codings, expected at most 2/],
      ] as const
    ) {
      const [status, message, headers] = await post(text, {
        app,
        path,
        coding,
      });
      assertEquals([coding, status], [coding, 415]);
      assertMatch(message, says);
      assertMatch(message, /zstd, br, gzip, deflate/);
      assertEquals(
        headers.get("accept-encoding"),
        "zstd, br, gzip, deflate",
      );
    }
  });
}

Deno.test("a packed body reaches a raw module unpacked, with headers that say so", async () => {
  const model = await openModule({
    raw: true,
    run: async (request: Request) => ({
      text: await request.text(),
      coding: request.headers.get("content-encoding"),
      length: request.headers.get("content-length"),
      type: request.headers.get("content-type"),
    }),
  }, { name: "raw" });
  const app = createApp(model, { codings: ZLIB_CODINGS });
  const body = await packed(ROWS, "gzip");
  const [status, answer] = await post(body, { app, coding: "gzip" });
  assertEquals([status, JSON.parse(answer)], [200, {
    text: ROWS,
    coding: null,
    length: String(ROWS.length),
    type: "application/json",
  }]);
});

Deno.test("a packed body reaches a module unpacked, as its context says", async () => {
  const model = await openModule({
    run: (text: string, { headers }: { headers: Headers }) => [
      text,
      headers.get("content-encoding"),
      headers.get("content-length"),
    ],
  }, { name: "text" });
  const app = createApp(model);
  const body = await packed(ROWS, "gzip");
  const [status, answer] = await post(body, { app, coding: "gzip" });
  assertEquals([status, JSON.parse(answer)], [200, [ROWS, null, "28"]]);
  // Web standards alone know gzip.
  const [unknown, message] = await post(body, { app, coding: "br" });
  assertEquals(unknown, 415);
  assertMatch(message, /expected gzip or none/);
});

Deno.test("a coding without a body is no coding", async () => {
  const model = await openModule({ run: (text: string) => text }, {
    name: "text",
  });
  const app = createApp(model);
  const [status, answer] = await post("", { app, coding: "gzip" });
  assertEquals([status, answer], [200, '""']);
});
