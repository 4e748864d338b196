import { assertEquals, assertStringIncludes } from "@std/assert";
import type { DataFrame } from "../../../frame/mod.ts";
import { type Flavor, loadModel, memoryStore } from "../../../mlflow/mod.ts";
import { type App, createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";

const ECHO: Flavor = {
  name: "echo",
  open: () =>
    Promise.resolve({
      summary: { library: "echo", structure: [] },
      predict: (input) => input as DataFrame,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

async function echoApp(): Promise<App> {
  const text =
    "flavors:\n  echo: {}\n  python_function: {loader_module: mlflow.echo}\n";
  const store = memoryStore({ MLmodel: new TextEncoder().encode(text) });
  return createApp(
    mlflowModel(await loadModel(store, [ECHO]), { name: "echo" }),
  );
}

async function ask(app: App, path: string, body?: unknown) {
  const response = await app.fetch(
    new Request(`http://localhost${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", body: JSON.stringify(body) }),
    }),
  );
  return [response.status, await response.json()] as const;
}

Deno.test("instances are answered with predictions, whatever the body is called", async () => {
  const app = await echoApp();
  assertEquals(
    await ask(app, "/v1/models/echo:predict", { instances: [[1.5, 2.5]] }),
    [200, { predictions: [[1.5, 2.5]] }],
  );
});

Deno.test("models are listed, and said to be ready", async () => {
  const app = await echoApp();
  assertEquals(await ask(app, "/v1/models"), [200, { models: ["echo"] }]);
  assertEquals(await ask(app, "/v1/models/echo"), [
    200,
    { name: "echo", ready: true },
  ]);
});

Deno.test("what is not there, and what cannot be read, is an error with a sentence", async () => {
  const app = await echoApp();
  for (
    const [path, body] of [
      ["/v1/models/other"],
      ["/v1/models/other:predict", {}],
      ["/v1/models/echo:explain", {}],
      ["/v1/models/echo", {}],
    ] as const
  ) {
    const [status, { error }] = await ask(app, path, body);
    assertEquals(status, 404, path);
    assertStringIncludes(error, "/v1/models/echo:predict");
  }
  const [status, { error }] = await ask(app, "/v1/models/echo:predict", {
    nothing: 1,
  });
  assertEquals(status, 400);
  assertStringIncludes(error, "instances");
});
