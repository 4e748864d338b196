import { assertEquals, assertFalse, assertMatch } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import {
  type Flavor,
  loadModel,
  memoryStore,
  type ModelInput,
  type Prediction,
} from "../../../mlflow/mod.ts";
import { type App, createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";

const ENCODER = new TextEncoder();

/** An app of a model that answers by a function, with the signature of its inputs. */
async function appOf(
  predict: (input: ModelInput) => Prediction,
  inputs?: readonly unknown[],
): Promise<App> {
  const flavor: Flavor = {
    name: "echo",
    open: () =>
      Promise.resolve({
        summary: { library: "echo", structure: [] },
        predict,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const signature = inputs === undefined
    ? ""
    : `signature:\n  inputs: '${JSON.stringify(inputs)}'\n  outputs: null\n`;
  const text =
    `flavors:\n  echo: {}\n  python_function:\n    loader_module: mlflow.echo\n${signature}`;
  const store = memoryStore({ MLmodel: ENCODER.encode(text) });
  const model = await loadModel(store, [flavor]);
  return createApp(mlflowModel(model, { name: "echo" }));
}

async function infer(
  app: App,
  body: unknown,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await app.fetch(
    new Request("http://localhost/v2/models/echo/infer", {
      method: "POST",
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, answer: await response.json() };
}

/** Answers what it was asked. */
function same(input: ModelInput): Prediction {
  return input;
}

const columns = [
  { name: "a", type: "double", required: true },
  { name: "s", type: "string", required: true },
];

Deno.test("health and metadata answer as the protocol has them", async () => {
  const app = await appOf(same, columns);
  const get = async (path: string) => {
    const response = await app.fetch(new Request(`http://localhost${path}`));
    return [response.status, await response.json()];
  };
  assertEquals(await get("/v2/health/live"), [200, { live: true }]);
  assertEquals(await get("/v2/health/ready"), [200, { ready: true }]);
  const [status, server] = await get("/v2");
  assertEquals([status, server.name], [200, "samla"]);
  assertEquals(server.extensions, ["binary_tensor_data"]);
  assertEquals(await get("/v2/models/echo"), [200, {
    name: "echo",
    versions: ["1"],
    platform: "mlflow",
    inputs: [
      { name: "a", datatype: "FP64", shape: [-1, 1] },
      { name: "s", datatype: "BYTES", shape: [-1, 1] },
    ],
    outputs: [],
  }]);
  assertEquals(await get("/v2/models/echo/versions/1/ready"), [
    200,
    { name: "echo", ready: true },
  ]);
  for (const path of ["/v2/models/other", "/v2/models/echo/versions/2/ready"]) {
    const [missing, { error }] = await get(path);
    assertEquals(missing, 404);
    assertMatch(error, /the one that is served is "echo"/);
  }
});

Deno.test("tensors are the columns of a signature, in any order", async () => {
  const app = await appOf(same, columns);
  const { status, answer } = await infer(app, {
    id: "mine",
    inputs: [
      { name: "s", shape: [2], datatype: "BYTES", data: ["x", "y"] },
      { name: "a", shape: [2, 1], datatype: "FP32", data: [[0.5], [2]] },
    ],
  });
  assertEquals(status, 200);
  assertEquals(answer, {
    "model_name": "echo",
    "model_version": "1",
    id: "mine",
    outputs: [
      { name: "a", shape: [2, 1], datatype: "FP64", data: [0.5, 2] },
      { name: "s", shape: [2, 1], datatype: "BYTES", data: ["x", "y"] },
    ],
  });
});

for (const datatype of ["FP16", "FP32", "FP64"]) {
  Deno.test(`null is a float that is not a number, in and out: ${datatype}`, async () => {
    const seen: ModelInput[] = [];
    const app = await appOf((input) => {
      seen.push(input);
      return input;
    });
    const { status, answer } = await infer(app, {
      inputs: [{ name: "x", shape: [2], datatype, data: [0.5, null] }],
    });
    assertEquals(status, 200);
    const [output] = answer.outputs as { data: unknown }[];
    assertEquals(output?.data, [0.5, null]);
    const [input] = seen;
    const tensor = input instanceof Tensor ? input : undefined;
    assertEquals(tensor?.data[1], NaN);
  });
}

Deno.test("one matrix is all columns of a signature, in their order", async () => {
  const app = await appOf(same, [
    { name: "a", type: "double", required: true },
    { name: "b", type: "double", required: true },
  ]);
  const { answer } = await infer(app, {
    inputs: [{
      name: "x",
      shape: [2, 2],
      datatype: "FP64",
      data: [1, 2, 3, 4],
    }],
  });
  assertEquals(answer.outputs, [
    { name: "a", shape: [2, 1], datatype: "FP64", data: [1, 3] },
    { name: "b", shape: [2, 1], datatype: "FP64", data: [2, 4] },
  ]);
});

/** A value of each datatype: how it is written, and how it is read back. */
for (
  const [datatype, data] of [
    ["BOOL", [true, false]],
    ["UINT8", [0, 255]],
    ["UINT16", [0, 65535]],
    ["UINT32", [0, 4294967295]],
    ["UINT64", ["0", "18446744073709551615"]],
    ["INT8", [-128, 127]],
    ["INT16", [-32768, 32767]],
    ["INT32", [-2147483648, 2147483647]],
    ["INT64", ["-9223372036854775808", "9223372036854775807"]],
    ["FP16", [0.5, -2]],
    ["FP32", [0.10000000149011612, -0.5]],
    ["FP64", [0.1, 1e300]],
    ["BYTES", ["é", ""]],
  ] as const
) {
  Deno.test(`${datatype} comes back from JSON and from bytes, exactly`, async () => {
    const app = await appOf(same);
    const elements = datatype.endsWith("64") && datatype !== "FP64"
      ? data.join(",")
      : JSON.stringify(data).slice(1, -1);
    const body =
      `{"inputs":[{"name":"x","shape":[2],"datatype":"${datatype}","data":[${elements}]}]`;
    const url = "http://localhost/v2/models/echo/infer";
    const plain = await app.fetch(
      new Request(url, { method: "POST", body: `${body}}` }),
    );
    const text = await plain.text();
    assertEquals(plain.status, 200, text);
    assertEquals(/"data":\[([^\]]*)\]/.exec(text)?.[1], elements);
    const asked = await app.fetch(
      new Request(url, {
        method: "POST",
        body: `${body},"parameters":{"binary_data_output":true}}`,
      }),
    );
    const length = Number(asked.headers.get("inference-header-content-length"));
    const bytes = await asked.bytes();
    const tail = bytes.slice(length);
    const head = JSON.stringify({
      inputs: [{
        name: "x",
        shape: [2],
        datatype,
        parameters: { "binary_data_size": tail.length },
      }],
    });
    const again = await app.fetch(
      new Request(url, {
        method: "POST",
        headers: { "inference-header-content-length": String(head.length) },
        body: new Blob([head, tail]),
      }),
    );
    assertEquals(
      /"data":\[([^\]]*)\]/.exec(await again.text())?.[1],
      elements,
    );
  });
}

Deno.test("an array without a signature is given as it is", async () => {
  const seen: ModelInput[] = [];
  const app = await appOf((input) => {
    seen.push(input);
    return new Tensor("str", [1], ["ok"]);
  });
  const tensor = { shape: [2, 2], datatype: "INT64", data: [[1, 2], [3, 4]] };
  await infer(app, { inputs: [{ name: "x", ...tensor }] });
  await infer(app, {
    inputs: [{ name: "x", ...tensor }, { name: "y", ...tensor }],
  });
  await infer(app, {
    inputs: ["x", "y"].map((name) => ({
      name,
      shape: [1],
      datatype: "INT64",
      data: [7],
    })),
  });
  const [one, two, frame] = seen;
  assertEquals(one instanceof Tensor && one.toNested(), [[1n, 2n], [3n, 4n]]);
  assertEquals(Object.keys(two ?? {}), ["x", "y"]);
  assertEquals(frame instanceof DataFrame && frame.toRecords(), [{
    x: 7,
    y: 7,
  }]);
});

const x = { name: "x", shape: [1], datatype: "FP64" };
for (
  const [label, body, says] of [
    ["no inputs", {}, /a list "inputs"/],
    ["an empty list", { inputs: [] }, /without "inputs"/],
    ["an input without a name", { inputs: [{}] }, /objects with "name"/],
    [
      "an unknown datatype",
      { inputs: [{ ...x, datatype: "FP8" }] },
      /input "x": its datatype/,
    ],
    ["a bad shape", { inputs: [{ ...x, shape: [-1] }] }, /input "x": "shape"/],
    ["a vast shape", { inputs: [{ ...x, shape: [1e9, 1e9] }] }, /more than/],
    [
      "too few elements",
      { inputs: [{ ...x, shape: [3], data: [1] }] },
      /list of 3 elements/,
    ],
    [
      "a text for a number",
      { inputs: [{ ...x, data: ["secret"] }] },
      /element 0 is not of type FP64/,
    ],
    ["a number out of range", {
      inputs: [{ ...x, datatype: "INT8", data: [300] }],
    }, /element 0 is not of type INT8/],
    ["null for an integer", {
      inputs: [{ ...x, datatype: "INT64", data: [null] }],
    }, /input "x": element 0 is not of type INT64/],
    ["null for a truth value", {
      inputs: [{ ...x, datatype: "BOOL", data: [null] }],
    }, /element 0 is not of type BOOL/],
    ["null for a text", {
      inputs: [{ ...x, datatype: "BYTES", data: [null] }],
    }, /element 0 is not of type BYTES/],
    ["bytes that are not there", {
      inputs: [{ ...x, parameters: { "binary_data_size": 8 } }],
    }, /must follow the JSON/],
    ["an unknown output", {
      inputs: [{ ...x, data: [1] }],
      outputs: [{ name: "z" }],
    }, /outputs are "output-1"/],
  ] as const
) {
  Deno.test(`an inference request with ${label} is 400 with a sentence`, async () => {
    const app = await appOf(same);
    const { status, answer } = await infer(app, body);
    assertEquals(status, 400);
    assertMatch(String(answer.error), says);
    assertFalse(String(answer.error).includes("secret"));
  });
}

Deno.test("a column that the signature lacks is named", async () => {
  const app = await appOf(same, columns);
  const { status, answer } = await infer(app, {
    inputs: [{ name: "a", shape: [1], datatype: "FP64", data: [1] }],
  });
  assertEquals(status, 400);
  assertMatch(String(answer.error), /Model is missing inputs \['s'\]/);
});

Deno.test("a whole float is the same number beside a NaN", async () => {
  const app = await appOf(same);
  for (const [datatype, data] of [["FP64", "[3.0, NaN]"], ["INT64", "[3.0]"]]) {
    const shape = data!.split(",").length;
    const response = await app.fetch(
      new Request("http://localhost/v2/models/echo/infer", {
        method: "POST",
        body:
          `{"parameters": {"x": NaN}, "inputs": [{"name": "a", "shape": [${shape}], "datatype": "${datatype}", "data": ${data}}]}`,
      }),
    );
    const answer = await response.json();
    assertEquals(response.status, 200, answer.error);
    assertEquals(answer.outputs[0].data[0], 3);
  }
});
