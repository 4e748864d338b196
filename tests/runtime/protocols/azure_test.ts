import { assertEquals } from "@std/assert";
import { DataFrame } from "../../../frame/mod.ts";
import {
  type Flavor,
  loadModel,
  memoryStore,
  type ModelInput,
} from "../../../mlflow/mod.ts";
import { createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";

Deno.test("a query asks a model for the numbers that a body asks it for", async () => {
  const asked: ModelInput[] = [];
  const flavor: Flavor = {
    name: "echo",
    open: () =>
      Promise.resolve({
        summary: { library: "echo", structure: [] },
        predict(input) {
          asked.push(input);
          return [];
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const signature = JSON.stringify([
    { type: "long", name: "id", required: true },
    { type: "string", name: "size", required: true },
  ]);
  const store = memoryStore({
    MLmodel:
      `flavors:\n  echo: {}\n  python_function: {loader_module: mlflow.echo}\nsignature:\n  inputs: '${signature}'\n  outputs: null\n`,
  });
  const model = await loadModel(store, [flavor]);
  const app = createApp(mlflowModel(model, { name: "echo" }));
  const data =
    '{"columns": ["id", "size"], "data": [[9007199254740993, "é"], [1, "1.0"]]}';
  const responses = [
    await app.fetch(
      new Request("http://localhost/score", {
        method: "POST",
        body: `{"input_data": ${data}}`,
        headers: { "content-type": "application/json" },
      }),
    ),
    await app.fetch(
      new Request(
        `http://localhost/score?${new URLSearchParams({ input_data: data })}`,
      ),
    ),
  ];
  for (const response of responses) {
    assertEquals(response.status, 200, await response.text());
  }
  const frames = asked.map((input) =>
    input instanceof DataFrame ? input.toRecords() : undefined
  );
  assertEquals(frames[0], [
    { id: 9007199254740993n, size: "é" },
    { id: 1, size: "1.0" },
  ]);
  assertEquals(frames[1], frames[0]);
});
