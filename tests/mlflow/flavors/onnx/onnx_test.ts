import {
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import { buildGraph, ONNX_TYPES } from "../../onnx/build_graph.ts";
import { openOnnx } from "./open_onnx.ts";

const { float, int64, string } = ONNX_TYPES;

/** x (any, 2) → x unchanged, and the sum of each row. */
const SUMS = buildGraph({
  nodes: [
    { type: "Identity", inputs: ["x"], outputs: ["same"] },
    { type: "ReduceSum", inputs: ["x", "axis"], outputs: ["sum"] },
  ],
  inputs: [{ name: "x", type: float, dims: [-1, 2] }],
  outputs: [{ name: "same", type: float }, { name: "sum", type: float }],
  weights: [{
    name: "axis",
    type: int64,
    dims: [1],
    raw: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0),
  }],
});

const TWO_INPUTS = buildGraph({
  nodes: [{ type: "Identity", inputs: ["a"], outputs: ["word"] }, {
    type: "Neg",
    inputs: ["b"],
    outputs: ["less"],
  }],
  inputs: [
    { name: "a", type: string, dims: [-1] },
    { name: "b", type: int64, dims: [-1] },
  ],
  outputs: [{ name: "word", type: string }, { name: "less", type: int64 }],
});

Deno.test("outputs of several dimensions are one list a row where rows is list", async () => {
  await using predictor = await openOnnx(SUMS, { rows: "list" });
  const frame = DataFrame.fromColumns({ a: [0.5, 2], b: [1.5, 3] });
  const answer = await predictor.predict(frame);
  assertEquals(answer instanceof DataFrame && answer.toRecords(), [
    { same: [0.5, 1.5], sum: 2 },
    { same: [2, 3], sum: 5 },
  ]);
});

Deno.test("a prediction that nobody waits for any more is not run", async () => {
  await using predictor = await openOnnx(SUMS);
  const frame = DataFrame.fromColumns({ a: [0.5], b: [1.5] });
  const leaving = new AbortController();
  const options = { signal: leaving.signal };
  const running = predictor.predict(frame, {}, options);
  leaving.abort();
  for (const answer of [running, predictor.predict(frame, {}, options)]) {
    const error = await assertRejects(async () => await answer);
    assertEquals(error, leaving.signal.reason);
  }
});

Deno.test("predictions asked for at once are answered each with its own", async () => {
  await using predictor = await openOnnx(SUMS, { rows: "list" });
  const answers = await Promise.all(
    Array.from(
      { length: 50 },
      (_, i) =>
        predictor.predict(DataFrame.fromColumns({ a: [i + 0.5], b: [i] })),
    ),
  );
  answers.forEach((answer, i) => {
    assertEquals(answer instanceof DataFrame && answer.toRecords(), [
      { same: [i + 0.5, i], sum: 2 * i + 0.5 },
    ]);
  });
});

Deno.test("outputs of different lengths are refused for a frame where rows is flatten", async () => {
  await using predictor = await openOnnx(SUMS);
  const frame = DataFrame.fromColumns({ a: [0.5, 2], b: [1.5, 3] });
  const error = await assertRejects(
    async () => await predictor.predict(frame),
    InputError,
    '4 ("same"), 2 ("sum") values',
  );
  assertEquals(error.code, "BAD_REQUEST");
});

Deno.test("one array for several inputs is an internal error, as MLflow has it", async () => {
  await using predictor = await openOnnx(TWO_INPUTS);
  const error = await assertRejects(
    async () =>
      await predictor.predict(
        new Tensor("float64", [1, 2], Float64Array.of(1, 2)),
      ),
    InputError,
    '"a", "b"',
  );
  assertEquals(error.code, "INTERNAL_ERROR");
});

Deno.test("a wrong dtype is a bad request that says what is taken", async () => {
  await using predictor = await openOnnx(SUMS);
  const error = await assertRejects(
    async () =>
      await predictor.predict(
        new Tensor("int64", [1, 2], BigInt64Array.of(1n, 2n)),
      ),
    InputError,
    'its input "x" takes float32 and was given int64',
  );
  assertEquals(error.code, "BAD_REQUEST");
});

Deno.test("columns of text and small whole numbers go into inputs of text and int64", async () => {
  await using predictor = await openOnnx(TWO_INPUTS);
  const frame = DataFrame.fromColumns({ b: [1, -2], a: ["x", "é"] });
  assertEquals(frame.column("b")?.dtype, "int32");
  const answer = await predictor.predict(frame);
  assertEquals(answer instanceof DataFrame && answer.toRecords(), [
    { word: "x", less: -1 },
    { word: "é", less: 2 },
  ]);
});

Deno.test("whole numbers with missing values are doubles, as pandas has them", async () => {
  await using predictor = await openOnnx(SUMS, { rows: "list" });
  const frame = DataFrame.fromColumns({ a: [1, null], b: [0.5, 2] });
  const answer = await predictor.predict(frame);
  assertEquals(answer instanceof DataFrame && answer.toRecords(), [
    { same: [1, 0.5], sum: 1.5 },
    { same: [NaN, 2], sum: NaN },
  ]);
});

Deno.test("what an operator refuses while it runs is told without the values", async () => {
  const lookup = buildGraph({
    nodes: [{ type: "Gather", inputs: ["table", "at"], outputs: ["y"] }],
    inputs: [{ name: "at", type: int64, dims: [-1] }],
    outputs: [{ name: "y", type: float }],
    weights: [{
      name: "table",
      type: float,
      dims: [1],
      raw: new Uint8Array(4),
    }],
  });
  await using predictor = await openOnnx(lookup);
  const error = await assertRejects(
    async () =>
      await predictor.predict(
        new Tensor("int64", [1], BigInt64Array.of(7777n)),
      ),
    InputError,
  );
  assertFalse(error.message.includes("7777"));
  assertInstanceOf(error.cause, Error);
});

Deno.test("execution providers other than the CPU are passed over with a warning", async () => {
  const warnings: string[] = [];
  await using _predictor = await openOnnx(SUMS, {
    config: {
      providers: [
        "CPUExecutionProvider",
        ["CUDAExecutionProvider", { "device_id": 1 }],
      ],
    },
    onWarning: (message) => warnings.push(message),
  });
  assertEquals(warnings, [
    "The model asks for CUDAExecutionProvider: it is run by onnxruntime wasm instead",
  ]);
});

Deno.test("session options of a wrong kind refuse the model by name", async () => {
  const refused: readonly (readonly [unknown, string])[] = [
    [[], '"onnx_session_options"'],
    [{ "intra_op_num_threads": -1 }, '"intra_op_num_threads"'],
    [{ "inter_op_num_threads": "2" }, '"inter_op_num_threads"'],
    [{ "execution_mode": 1 }, '"execution_mode"'],
    [{ "graph_optimization_level": 7 }, '"graph_optimization_level"'],
    [{ "extra_session_config": "x" }, '"extra_session_config"'],
  ];
  for (const [value, says] of refused) {
    await assertRejects(
      () => openOnnx(SUMS, { config: { "onnx_session_options": value } }),
      ModelError,
      says,
    );
  }
});

Deno.test("the summary names the operator sets, the operators, the inputs and the outputs", async () => {
  await using predictor = await openOnnx(SUMS, {
    config: { "onnx_version": "1.23.2" },
  });
  assertEquals(predictor.summary, {
    library: "onnx 1.23.2",
    structure: [
      "graph of 2 operators (ai.onnx 21, ai.onnx.ml 3), run by onnxruntime wasm",
      "  Identity",
      "  ReduceSum",
      'input "x": float32 (any, 2)',
      'output "same": float32 (any, 2)',
      'output "sum": float32 (any, 1)',
    ],
  });
});

Deno.test("element types that have no JavaScript array are refused at load", async () => {
  const graph = buildGraph({
    nodes: [{
      type: "Cast",
      inputs: ["x"],
      outputs: ["y"],
      integers: { to: ONNX_TYPES.bfloat16 },
    }],
    inputs: [{ name: "x", type: float, dims: [-1] }],
    outputs: [{ name: "y", type: ONNX_TYPES.bfloat16 }],
  });
  await assertRejects(
    () => openOnnx(graph),
    ModelError,
    'the elements of "y" are bfloat16',
  );
});
