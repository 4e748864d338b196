import { assert, assertEquals, assertMatch } from "@std/assert";
import * as v from "valibot";
import {
  type Flavor,
  loadModel,
  memoryStore,
  type ModelInput,
} from "../../mlflow/mod.ts";
import { type App, createApp } from "../../runtime/app.ts";
import { mlflowModel } from "../../runtime/models/mlflow_model.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { errorLog } from "../tools/error_log.ts";

const DEPTHS = [501, 100_000, 1_000_000] as const;
const KINDS = {
  lists: (depth: number) => "[".repeat(depth) + "]".repeat(depth),
  objects: (depth: number) => '{"a":'.repeat(depth) + "1" + "}".repeat(depth),
  "lists without an end": (depth: number) => "[".repeat(depth),
};
const FIELDS = {
  "/score": ['{"input_data": ', "}"],
  "/score rows": ['{"input_data": {"columns": ["a"], "data": [[', "]]}}"],
  "/invocations": ['{"inputs": ', "}"],
  "/invocations instances": ['{"instances": [', "]}"],
  "/invocations columns": ['{"inputs": {"a": ', "}}"],
  "/invocations split": [
    '{"dataframe_split": {"columns": ["a"], "data": [[',
    "]]}}",
  ],
  "/invocations records": ['{"dataframe_records": [{"a": ', "}]}"],
  "/invocations messages": ['{"messages": ', "}"],
  "/invocations params": ['{"inputs": [1], "params": {"p": ', "}}"],
  "/v2/models/echo/infer": [
    '{"inputs": [{"name": "a", "shape": [1], "datatype": "FP64", "data": ',
    "}]}",
  ],
} as const;
const TYPES = {
  none: undefined,
  string: [{ type: "string", name: "a" }],
  double: [{ type: "double", name: "a" }],
  long: [{ type: "long", name: "a" }],
  any: [{ type: "any", name: "a" }],
  array: [{ type: "array", name: "a", items: { type: "string" } }],
  map: [{ type: "map", name: "a", values: { type: "any" } }],
  tensor: [{
    type: "tensor",
    "tensor-spec": { dtype: "object", shape: [-1] },
  }],
  text: [{ type: "tensor", "tensor-spec": { dtype: "str", shape: [-1] } }],
} as const;

async function echoApp(inputs: unknown): Promise<App> {
  const flavor: Flavor = {
    name: "echo",
    open: () =>
      Promise.resolve({
        summary: { library: "echo", structure: [] },
        predict: (input: ModelInput) => input,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const signature = inputs === undefined
    ? ""
    : `signature:\n  inputs: '${
      JSON.stringify(inputs)
    }'\n  outputs: null\n  params: '[{"name": "p", "type": "string", "default": "x", "shape": null}]'\n`;
  const store = memoryStore({
    MLmodel: new TextEncoder().encode(
      `flavors:\n  echo: {}\n  python_function: {loader_module: mlflow.echo}\n${signature}`,
    ),
  });
  return createApp(
    mlflowModel(await loadModel(store, [flavor]), { name: "echo" }),
  );
}

async function post(app: App, path: string, body: string): Promise<Response> {
  return await app.fetch(
    new Request(`http://localhost${path.split(" ")[0]}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    }),
  );
}

async function moduleApp(module: Record<string, unknown>): Promise<App> {
  return createApp(await openModule(module, { name: "module" }));
}

for (const [type, inputs] of Object.entries(TYPES)) {
  Deno.test(`values nested as deeply as is taken are no failure of a host with a signature of ${type}`, async () => {
    const app = await echoApp(inputs);
    for (const [path, [before, after]] of Object.entries(FIELDS)) {
      for (const kind of ["lists", "objects"] as const) {
        const body = before + KINDS[kind](490) + after;
        const response = await post(app, path, body);
        const text = await response.text();
        assert(response.status === 200 || response.status === 400, text);
      }
    }
  });
}

for (const depth of DEPTHS) {
  Deno.test(`values nested ${depth} deep are 400 at every door of a model`, async () => {
    const app = await echoApp(TYPES.string);
    for (const [path, [before, after]] of Object.entries(FIELDS)) {
      for (const [kind, nested] of Object.entries(KINDS)) {
        const response = await post(app, path, before + nested(depth) + after);
        assertEquals(response.status, 400, `${path}, ${kind}`);
        assertMatch(await response.text(), /[Nn]ested deeper than 500 levels/);
      }
    }
  });

  Deno.test(`values nested ${depth} deep are 400 before a module sees them`, async () => {
    let calls = 0;
    const run = () => ++calls;
    const apps = [
      await moduleApp({ run }),
      await moduleApp({ run, input: v.object({ a: v.any() }) }),
    ];
    for (const app of apps) {
      for (const [kind, nested] of Object.entries(KINDS)) {
        const response = await post(
          app,
          "/score",
          ` \n{"a": ${nested(depth)}}`,
        );
        assertEquals(response.status, 400, kind);
        assertMatch(
          (await response.json()).message,
          /^Cannot read the body: its JSON is nested deeper than 500 levels at byte \d+; send it flatter$/,
        );
        const asked = await app.fetch(
          new Request(`http://localhost/score?a=${nested(depth)}`),
        );
        assertEquals(asked.status, 400, kind);
        assertMatch(
          (await asked.json()).message,
          /^Cannot read the parameter "a": /,
        );
      }
    }
    assertEquals(calls, 0);
  });
}

Deno.test("a text that a module takes may have brackets as deep as it likes", async () => {
  const app = await moduleApp({ run: (text: string) => text.length });
  assertEquals(
    await (await post(app, "/score", `(${"[".repeat(1000)}`)).json(),
    1001,
  );
});

for (const depth of [100_000, 1_000_000]) {
  Deno.test(`a result nested ${depth} deep is 500, and the log says why`, async () => {
    const { log, errors: logged } = errorLog();
    for (const wrap of [(it: unknown) => [it], (it: unknown) => ({ it })]) {
      let nested: unknown = 1;
      for (let i = 0; i < depth; i++) nested = wrap(nested);
      const app = createApp(
        await openModule({ run: () => nested }, { name: "deep" }),
        { log },
      );
      const response = await post(app, "/score", "");
      assertEquals(response.status, 500);
      await response.body?.cancel();
      assertMatch(
        logged.splice(0).join(),
        /Cannot write what run\(\) returned as JSON: it is nested too deeply/,
      );
    }
  });
}

Deno.test("a result that holds itself is 500, and the log says why", async () => {
  const { log, errors: logged } = errorLog();
  const cycle: Record<string, unknown> = { name: "root" };
  cycle.children = [{ parent: cycle }];
  const app = createApp(
    await openModule({ run: () => cycle }, { name: "cycle" }),
    { log },
  );
  const response = await post(app, "/score", "");
  assertEquals(response.status, 500);
  await response.body?.cancel();
  assertMatch(logged.join(), /circular structure/);
});

Deno.test("JSON of too many values or keys is 400 before a module sees it, with the bound and the flag", async () => {
  let calls = 0;
  const run = () => ++calls;
  const bounds = { maxColumns: 100, maxCells: 1000 };
  const modules = [{ run }, { run, input: v.object({ a: v.any() }) }];
  const cases = {
    [`{"a": [${"0,".repeat(1200)}0]}`]:
      "Cannot read the body: its JSON has more than 1000 values; send less at a time, or raise --max-cells",
    [
      `{"a": {${
        Array.from({ length: 150 }, (_, i) => `"key ${i}": 1`).join(",")
      }}}`
    ]: "Cannot read the body: its JSON has more than 100 different keys; send fewer, or raise --max-columns",
  };
  for (const module of modules) {
    const app = createApp(await openModule(module, { name: "m", bounds }));
    for (const [body, says] of Object.entries(cases)) {
      const response = await post(app, "/score", body);
      assertEquals(response.status, 400);
      assertEquals((await response.json()).message, says);
    }
  }
  assertEquals(calls, 0);
});
