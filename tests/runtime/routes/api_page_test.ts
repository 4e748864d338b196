import { assert, assertEquals, assertMatch } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Hono } from "hono";
import * as v from "valibot";
import { xgboost } from "../../../mlflow/flavors/xgboost.ts";
import { directoryStore } from "../../../mlflow/host/directory_store.ts";
import { type Flavor, loadModel, memoryStore } from "../../../mlflow/mod.ts";
import { createApp } from "../../../runtime/app.ts";
import type { AppOptions } from "../../../runtime/app_settings.ts";
import { Cors } from "../../../runtime/cors.ts";
import { hostMetrics } from "../../../runtime/host/metrics/host_metrics.ts";
import type { ScoringModel } from "../../../runtime/model.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import { PROTOCOLS } from "../../../runtime/protocols.ts";
import { openApiProblems } from "../../tools/openapi_problems.ts";

type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: { readonly enum?: readonly string[] };
    readonly content?: Readonly<Record<string, { readonly example?: unknown }>>;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Json>> }>
  >;
  readonly security?: readonly unknown[];
}

interface Document {
  readonly info: { readonly title: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Json;
  readonly security?: readonly unknown[];
}

const HOSTILE = `</script><img src=x onerror=alert(1)>{"~/%`;

/** An MLflow model that answers what it was asked. */
async function echo(signature: Json | undefined, name = "echo") {
  const flavor: Flavor = {
    name: "echo",
    open: () =>
      Promise.resolve({
        summary: { library: "echo", structure: [] },
        predict: (input) => input,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const said = signature === undefined
    ? ""
    : `signature:\n${
      Object.entries(signature)
        .map(([side, value]) => `  ${side}: '${JSON.stringify(value)}'\n`)
        .join("")
    }`;
  const text =
    `flavors:\n  echo: {}\n  python_function:\n    loader_module: mlflow.echo\n${said}`;
  const store = memoryStore({ MLmodel: new TextEncoder().encode(text) });
  return mlflowModel(await loadModel(store, [flavor]), { name });
}

async function iris() {
  const model = await loadModel(directoryStore("examples/iris"), [xgboost]);
  return mlflowModel(model, { name: "iris" });
}

const KINDS: Readonly<Record<string, () => Promise<ScoringModel>>> = {
  "a script": () => openModule({ run: () => 1 }, { name: "text" }),
  "a raw script": () =>
    openModule({ raw: true, run: () => new Response() }, { name: "raw" }),
  "a script with schemas": () =>
    openModule({
      run: ({ rows }: { rows: unknown[] }) => ({ count: rows.length }),
      input: v.object({
        rows: v.array(v.object({ a: v.number() })),
        [HOSTILE]: v.optional(v.string()),
      }),
      output: v.object({ count: v.number() }),
    }, { name: "object" }),
  "iris": iris,
  "no signature": () => echo(undefined),
  "columns of many types, and params": () =>
    echo({
      inputs: [
        { name: "s", type: "string", required: true },
        { name: "l", type: "long", required: true },
        { name: "b", type: "boolean", required: true },
        { name: "t", type: "datetime", required: true },
        { name: HOSTILE.replaceAll("'", ""), type: "double", required: false },
      ],
      params: [{ name: "top", type: "long", default: 3, shape: null }],
    }, HOSTILE),
  "columns without names": () =>
    echo({ inputs: [{ type: "double" }, { type: "double" }] }),
  "a tensor": () =>
    echo({
      inputs: [{
        type: "tensor",
        "tensor-spec": { dtype: "float32", shape: [-1, 2, 2] },
      }],
    }),
  "tensors with names": () =>
    echo({
      inputs: ["x", "y"].map((name) => ({
        name,
        type: "tensor",
        "tensor-spec": { dtype: "int64", shape: [-1, 3] },
      })),
    }),
};

async function described(app: ReturnType<typeof createApp>, prefix = "") {
  const response = await app.fetch(
    new Request(`http://localhost${prefix}/openapi.json`),
  );
  assertEquals(response.status, 200);
  return await response.json() as Document;
}

function operationsOf({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    }))
  );
}

/** The address of a route, with what its description says for its parts. */
function addressOf(path: string, { parameters = [] }: Described): string {
  const query = new URLSearchParams();
  for (const { name, in: place, schema, content } of parameters) {
    if (place === "path") {
      const [value = ""] = schema?.enum ?? [];
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    }
    const example = content?.["application/json"]?.example;
    if (example !== undefined) query.set(name, JSON.stringify(example));
  }
  return `http://localhost${path}?${query}`;
}

for (const [kind, open] of Object.entries(KINDS)) {
  Deno.test(`the description of a host is valid, and each of its examples is answered as it says (${kind})`, async () => {
    await using model = await open();
    const app = createApp(model, { metrics: hostMetrics([]) });
    const document = await described(app);
    assertEquals(await openApiProblems({ ...document }), []);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { method, path, operation } of operationsOf(document)) {
      const address = addressOf(path, operation);
      const content = operation.requestBody?.content ?? {};
      const [type, body] = Object.entries(content)[0] ?? [];
      // Nothing is known of what a model without a signature takes.
      if (body !== undefined && !("example" in body)) {
        assert(kind !== "iris");
        continue;
      }
      const isUnknown = kind === "no signature" && path !== "/";
      const response = await app.fetch(
        new Request(address, {
          method,
          ...(type === undefined ? {} : {
            headers: { "content-type": type },
            body: JSON.stringify(body?.example),
          }),
        }),
      );
      const text = await response.text();
      const about = `${method} ${address}: ${response.status} ${text}`;
      if (isUnknown) assert(![404, 405].includes(response.status), about);
      else assertEquals(response.status, 200, about);
      const answer = operation.responses[200]?.content ?? {};
      const answered = response.headers.get("content-type")?.split(";")[0];
      if (kind !== "a raw script") assert(answered! in answer, about);
      if (answered !== "application/json" || isUnknown) continue;
      if (["/ping", "/health", "/version"].includes(path)) continue;
      const { schema } = answer[answered]!;
      const { components } = document;
      const validate = ajv.compile({ ...(schema as Json), components });
      assert(validate(JSON.parse(text)), ajv.errorsText(validate.errors));
    }
  });
}

Deno.test("a description has each route that is mounted, and no other", async () => {
  const model = await iris();
  for (const metrics of [undefined, hostMetrics([])]) {
    const app = createApp(model, metrics === undefined ? {} : { metrics });
    const mounted: string[] = [];
    const recorded = new Hono();
    for (const protocol of Object.values(PROTOCOLS)) {
      protocol.mount(recorded, {
        model,
        settings: {} as never,
        answer: () => Promise.reject(new Error("Not asked")),
      });
    }
    for (const { method, path } of recorded.routes) {
      if (method === "OPTIONS") continue;
      mounted.push(`${method} ${
        path.replace(":call", "{name}:predict")
          .replaceAll(/:(name|version)\b/g, "{$1}")
      }`);
    }
    for (
      const path of [
        "/",
        "/ready",
        "/ping",
        "/health",
        "/version",
        "/swagger.json",
        "/openapi.json",
        "/docs",
        ...(metrics === undefined ? [] : ["/metrics"]),
      ]
    ) mounted.push(`GET ${path}`);
    const told = operationsOf(await described(app))
      .map(({ method, path }) => `${method} ${path}`);
    assertEquals(
      told.sort(),
      mounted.map((one) => one.replace("{name}:predict", "{name}:predict"))
        .sort(),
    );
  }
});

async function ask(
  options: AppOptions,
  path: string,
  init: RequestInit = {},
) {
  const model = await openModule({ run: () => 1 }, { name: "one" });
  const response = await createApp(model, options).fetch(
    new Request(`http://localhost${path}`, init),
  );
  return { response, text: await response.text() };
}

Deno.test("the description and its page are answered as other routes are", async () => {
  for (const path of ["/openapi.json", "/docs"]) {
    const got = await ask({}, path);
    assert(got.response.headers.has("x-request-id"));
    const head = await ask({}, path, { method: "HEAD" });
    assertEquals(head.response.status, 200);
    const options = await ask({}, path, { method: "OPTIONS" });
    assertEquals(options.response.headers.get("allow"), "GET, OPTIONS, HEAD");
    const post = await ask({}, path, { method: "POST", body: "" });
    assertEquals(post.response.status, 405);
    const long = await ask({}, path, {
      headers: { "x-request-id": "x".repeat(101) },
    });
    assertEquals(long.response.status, 431);
    const cors = new Cors("https://a.example");
    const other = await ask({ cors }, path, {
      headers: { origin: "https://a.example" },
    });
    assertEquals(
      other.response.headers.get("access-control-allow-origin"),
      "https://a.example",
    );
  }
});

Deno.test("the page is open to all and says nothing of the model; its description asks for a key", async () => {
  const refused = false;
  const access = {
    admits: (authorization: string | null) =>
      authorization === "Bearer right" || refused,
  };
  const options = { access, serviceName: "secret name" };
  const page = await ask(options, "/docs");
  assertEquals(page.response.status, 200);
  assert(!page.text.includes("secret name"));
  assertEquals((await ask(options, "/openapi.json")).response.status, 401);
  const { response, text } = await ask(options, "/openapi.json", {
    headers: { authorization: "Bearer right" },
  });
  assertEquals(response.status, 200);
  const document: Document = JSON.parse(text);
  assertEquals(await openApiProblems({ ...document }), []);
  assertEquals(document.security, [{ bearer: [] }]);
  const open = operationsOf(document)
    .filter(({ operation }) => operation.security?.length === 0)
    .map(({ path }) => path);
  assertEquals(open, ["/", "/ready", "/ping", "/health", "/docs"]);
  const { text: free } = await ask({}, "/openapi.json");
  assert(!("security" in JSON.parse(free)));
});

Deno.test("the description says where its routes are, and which deployments may be named", async () => {
  const model = await openModule({ run: () => 1 }, { name: "one" });
  const app = createApp(model, {
    pathPrefix: "/models/one",
    servicePathPrefix: "outside/",
    front: { asksForKeys: false, deployments: ["blue", "green"] },
  });
  const document = await described(app, "/models/one");
  assertEquals(await openApiProblems({ ...document }), []);
  assertEquals(document.servers, [{ url: "/outside/models/one" }]);
  const { parameters } = document.paths["/score"]!.post!;
  assertEquals(
    parameters?.map(({ name, schema }) => [name, schema?.enum]),
    [["azureml-model-deployment", ["blue", "green"]]],
  );
  assertEquals(document.paths["/ready"]!.get!.parameters, undefined);
  const page = await app.fetch(
    new Request("http://localhost/models/one/docs"),
  );
  assertEquals(page.status, 200);
});

Deno.test("the page runs its one script and no other, and speaks to its own host alone", async () => {
  const { response, text } = await ask({}, "/docs");
  const policy = response.headers.get("content-security-policy")!;
  const digest = async (part: string) => {
    const bytes = new TextEncoder().encode(part);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    return `'sha256-${new Uint8Array(hash).toBase64()}'`;
  };
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  assertEquals(scripts.length, 1);
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!;
  assertEquals(
    policy.split("; ").filter((each) =>
      /^(?:default|script|style|connect)/.test(each)
    ),
    [
      "default-src 'none'",
      `script-src ${await digest(scripts[0]![1]!)}`,
      `style-src ${await digest(style)}`,
      "connect-src 'self'",
    ],
  );
  assertMatch(
    policy,
    /require-trusted-types-for 'script'; trusted-types 'none'/,
  );
  assert(!/\b(?:https?:)?\/\/[a-z]|innerHTML|\bon[a-z]+=/.test(text));
});
