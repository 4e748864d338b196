import { assert, assertEquals, assertThrows } from "@std/assert";
import { ModelError } from "../../mlflow/errors.ts";
import { parseMlmodel } from "../../mlflow/mlmodel.ts";

const CURRENT = `
artifact_path: model
flavors:
  python_function:
    env: {conda: conda.yaml, virtualenv: python_env.yaml}
    loader_module: mlflow.xgboost
    python_version: 3.10.12
  xgboost:
    code: null
    data: model.ubj
    model_class: xgboost.sklearn.XGBClassifier
    model_format: ubj
    xgb_version: 3.2.0
mlflow_version: 3.11.1
model_id: null
model_uuid: 12345678901234567890123456789012
prompts: null
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  serving_input_path: serving_input_example.json
  type: dataframe
signature:
  inputs: '[{"type": "double", "name": "a", "required": true}, {"type": "long", "name": "b"}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
  params: '[{"name": "t", "dtype": "float", "default": 0.5, "shape": null}]'
utc_time_created: '2026-01-01 00:00:00.000000'
a_key_of_tomorrow: {x: [1]}
`;

Deno.test("parseMlmodel reads a current file, unknown keys included", () => {
  const model = parseMlmodel(CURRENT, "MLmodel");
  assertEquals([...model.flavors.keys()], ["python_function", "xgboost"]);
  assertEquals(model.flavors.get("xgboost")?.data, "model.ubj");
  assertEquals(model.mlflowVersion, "3.11.1");
  assertEquals(model.modelUuid, "12345678901234567890123456789012");
  assertEquals(model.inputExamplePath, "input_example.json");
  assertEquals(model.servingInputPath, "serving_input_example.json");
  assertEquals(model.keys.a_key_of_tomorrow, { x: [1] });
  assertEquals(model.signature, {
    inputs: {
      kind: "columns",
      columns: [
        { name: "a", type: { kind: "scalar", type: "double" }, required: true },
        { name: "b", type: { kind: "scalar", type: "long" }, required: true },
      ],
    },
    outputs: {
      kind: "tensors",
      tensors: [{ dtype: "float64", shape: [-1] }],
    },
    params: [{
      name: "t",
      type: { kind: "scalar", type: "float" },
      defaultValue: 0.5,
      isList: false,
    }],
  });
});

Deno.test("parseMlmodel reads a file of MLflow 1.x", () => {
  const model = parseMlmodel(
    `flavors:
  python_function: {env: conda.yaml, loader_module: mlflow.sklearn}
  sklearn: {pickled_model: model.pkl, sklearn_version: 1.0.2}
utc_time_created: 2019-05-01 10:00:00.123
signature: {inputs: '[{"type": "double"}, {"type": "double"}]', outputs: null}
`,
    "MLmodel",
  );
  assertEquals(model.mlflowVersion, undefined);
  assertEquals(model.signature?.outputs, undefined);
  assert(model.signature?.inputs?.kind === "columns");
  assertEquals(model.signature.inputs.columns.length, 2);
});

Deno.test("parseMlmodel names file, key and line of what is wrong", () => {
  const cases: readonly [string, string][] = [
    ["a: [", "MLmodel as YAML: line 1"],
    ["a: 1", 'key "flavors": it is missing'],
    ["- 1", 'expected a mapping with the key "flavors"'],
    ["", 'expected a mapping with the key "flavors"'],
    ["a: 1\nflavors: [xgboost]", "MLmodel, line 2: "],
    ["flavors:\n  xgboost: 3", 'line 2: key "flavors.xgboost"'],
    ["flavors: {}\nsignature: 1", 'line 2: Key "signature"'],
    [
      "flavors: {}\nsignature: {inputs: '[{]'}",
      'line 2: Key "signature.inputs": expected a JSON list',
    ],
    [
      `flavors: {}\nsignature: {inputs: '[{"type":"complex"}]'}`,
      'Key "signature.inputs[0]": unknown type "complex"',
    ],
    [
      `flavors: {}\nsignature: {inputs: '[{"type":"long","name":"a"},{"type":"long","name":"a"}]'}`,
      'the name "a" appears twice',
    ],
    [
      `flavors: {}\nsignature: {inputs: '[{"type":"tensor","tensor-spec":{"dtype":"float64","shape":[-2]}}]'}`,
      "tensor-spec.shape",
    ],
    ["flavors: {__proto__: {a: 1}}", 'key "__proto__"'],
    ["flavors: {}\nflavors: {}", "line 2"],
  ];
  for (const [text, fragment] of cases) {
    assertThrows(() => parseMlmodel(text, "m/MLmodel"), ModelError, fragment);
  }
});

Deno.test("parseMlmodel refuses aliases that expand without bound", () => {
  let text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (let i = 1; i < 9; i++) {
    text += `a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]\n`;
  }
  assertThrows(
    () => parseMlmodel(`${text}flavors: {}`, "MLmodel"),
    ModelError,
    "aliases",
  );
});
