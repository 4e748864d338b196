import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import { sklearn } from "../../../../mlflow/flavors/sklearn.ts";
import type { Estimator } from "../../../../mlflow/flavors/sklearn/estimator.ts";
import { SklearnPredictor } from "../../../../mlflow/flavors/sklearn/sklearn_predictor.ts";
import { parseMlmodel } from "../../../../mlflow/mlmodel.ts";
import { memoryStore } from "../../../../mlflow/stores/memory_store.ts";

const golden = new URL("../../../golden/python/", import.meta.url);
const linear = await Deno.readFile(
  new URL("python-files-1.9/linear/protocol_4.pkl", golden),
);

/** Answers with constants; the probabilities are those of two outputs. */
const constant: Estimator = {
  className: "Constant",
  structure: ["Constant"],
  predict: () => new Tensor("int32", [1], Int32Array.of(7)),
  predictProba: () => [
    new Tensor("float64", [1, 2], Float64Array.of(1, 0)),
    new Tensor("float64", [1, 2], Float64Array.of(0.5, 0.5)),
  ],
  transform: () => ({ rows: 1, columns: 2, data: Float64Array.of(3, 4) }),
};

const row = DataFrame.fromColumns({ a: [1] });

Deno.test("probabilities of several outputs are a list, and so are their logarithms", () => {
  const of = (method: string) => new SklearnPredictor(constant, { method });
  assertEquals(of("predict_proba").predict(row), [[[1, 0]], [[0.5, 0.5]]]);
  assertEquals(of("predict_log_proba").predict(row), [
    [[0, -Infinity]],
    [[Math.log(0.5), Math.log(0.5)]],
  ]);
});

Deno.test("a matrix that a transformer gives is answered as an array", () => {
  const predictor = new SklearnPredictor(constant, { method: "transform" });
  assertEquals(
    predictor.predict(row),
    new Tensor("float64", [1, 2], Float64Array.of(3, 4)),
  );
});

Deno.test("a method that an estimator has not, or that is not known, is refused at load", () => {
  for (const method of ["decision_function", "score", "__init__"]) {
    assertThrows(
      () => new SklearnPredictor(constant, { method }),
      ModelError,
      `predict_fn "${method}"`,
    );
  }
});

Deno.test("named arrays are refused", () => {
  const predictor = new SklearnPredictor(constant, { method: "predict" });
  assertThrows(
    () => predictor.predict({ a: new Tensor("float64", [1], [1]) }),
    InputError,
    "one table or one array",
  );
});

for (
  const [says, flavors] of [
    [
      "its own flavor",
      "{sklearn: {pickled_model: m.pkl, sklearn_version: 1.9.1}}",
    ],
    ["its own flavor in old files", "{sklearn: {data: m.pkl}}"],
    ["python_function", "{python_function: {model_path: m.pkl}, sklearn: {}}"],
    [
      "python_function in old files",
      "{python_function: {data: m.pkl}, sklearn: {}}",
    ],
  ] as const
) {
  Deno.test(`the file is found where ${says} names it`, async () => {
    const spec = parseMlmodel(`flavors: ${flavors}`, "MLmodel");
    const store = memoryStore({ "m.pkl": linear });
    await using predictor = await sklearn.open(store, spec);
    assertEquals(predictor.summary.structure[0], "Pipeline");
  });
}

Deno.test("a model that names no file is refused", async () => {
  const spec = parseMlmodel("flavors: {sklearn: {}}", "MLmodel");
  await assertRejects(
    () => sklearn.open(memoryStore({}), spec),
    ModelError,
    "names no file",
  );
});

Deno.test("the summary says the library and what is in the model", async () => {
  const spec = parseMlmodel(
    "flavors: {sklearn: {pickled_model: m.pkl, sklearn_version: 1.9.1}}",
    "MLmodel",
  );
  const store = memoryStore({ "m.pkl": linear });
  await using predictor = await sklearn.open(store, spec);
  assertEquals(predictor.summary.library, "scikit-learn 1.9.1");
  assertEquals(predictor.summary.structure.map((line) => line.split("(")[0]), [
    "Pipeline",
    "  grow: FunctionTransformer",
    "  sgd: SGDClassifier",
  ]);
});
