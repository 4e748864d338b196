import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { isSparse } from "../../../../../mlflow/flavors/sklearn/table/sparse.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../../mlflow/python/python_object.ts";
import { built, fitted, objects, vector } from "../fitted.ts";

const names = ["a", "b", "c"];
const frame = DataFrame.fromColumns({ a: [1, 2], b: [3, 4], c: [5, 6] });

function columns(
  selector: PythonValue,
  attributes: Readonly<Record<string, PythonValue>> = {},
): Estimator {
  return built(fitted("ColumnTransformer", {
    transformers_: [["kept", "passthrough", selector]],
    feature_names_in_: objects(names),
    n_features_in_: 3,
    sparse_output_: false,
    ...attributes,
  }));
}

function answer(estimator: Estimator, input = frame): number[] {
  const table = estimator.transform!(input);
  if (table instanceof DataFrame || table instanceof Tensor) {
    throw new Error("Expected a matrix");
  }
  return [...table.data];
}

function slice(...args: PythonValue[]): PythonObject {
  return new PythonObject("builtins", "slice", args, new Map());
}

Deno.test("columns are selected by name, position, slice, range and mask", () => {
  const list = (selector: PythonValue) => answer(columns(selector));
  assertEquals(list(["c", "a"]), [5, 1, 6, 2]);
  assertEquals(list([2, -3]), [5, 1, 6, 2]);
  assertEquals(list(slice(1, null, null)), [3, 5, 4, 6]);
  assertEquals(list(slice(-2, -1, null)), [3, 4]);
  assertEquals(list(slice(null, null, 2)), [1, 5, 2, 6]);
  assertEquals(list(slice("a", "b", null)), [1, 3, 2, 4]);
  assertEquals(list([true, false, true]), [1, 5, 2, 6]);
  const mask = new Tensor("bool", [3], Uint8Array.of(0, 1, 0));
  assertEquals(list(mask), [3, 4]);
  const range = new PythonObject("builtins", "range", [1, 3, 1], new Map());
  assertEquals(list(range), [3, 5, 4, 6]);
  const warning = fitted("_RemainderColsList", { data: [0] });
  assertEquals(list(warning), [1, 2]);
});

Deno.test("a selector that is out of range or no selector is refused at load", () => {
  assertThrows(() => columns([3]), ModelError, "column 3");
  assertThrows(() => columns(slice("x", null, null)), ModelError, '"x"');
  assertThrows(
    () => columns(fitted("Callable", {})),
    ModelError,
    "neither names nor positions nor a slice nor a mask",
  );
  assertThrows(() => columns(slice(null, null, -1)), ModelError, "step");
});

Deno.test("columns of a frame are found by name whatever their order, and missing ones are named", () => {
  const estimator = columns([1], {
    _transformer_to_input_indices: new Map<PythonValue, PythonValue>([[
      "kept",
      [1],
    ]]),
  });
  const shuffled = DataFrame.fromColumns({ more: [0], b: [7] });
  assertEquals(answer(estimator, shuffled), [7]);
  assertThrows(
    () => estimator.transform!(DataFrame.fromColumns({ a: [1], c: [2] })),
    InputError,
    'columns are missing: "b"',
  );
});

Deno.test("a frame without names goes by position and must have all columns", () => {
  const unnamed = DataFrame.fromSplit({ data: [[1, 3, 5]] });
  assertEquals(answer(columns(["b"]), unnamed), [3]);
  assertThrows(
    () =>
      columns(["b"]).transform!({
        rows: 1,
        columns: 2,
        data: new Float64Array(2),
      }),
    InputError,
    "2 features, expected 3",
  );
});

Deno.test("models without noted names find the columns in the frame", () => {
  const old = built(fitted("ColumnTransformer", {
    transformers_: [["kept", "passthrough", ["c"]], ["none", "drop", ["a"]]],
    _n_features: 3,
    sparse_output_: false,
  }));
  assertEquals(answer(old), [5, 6]);
});

Deno.test("the output is sparse where the fit said so, and text stays text", () => {
  const sparse = columns([0], { sparse_output_: true }).transform!(frame);
  assert(isSparse(sparse));
  const words = DataFrame.fromColumns({ a: [1], b: ["x"], c: [2] });
  assertEquals(
    columns([1, 2]).transform!(words),
    new Tensor("object", [1, 2], ["x", 2]),
  );
  const two = columns([1], {
    transformers_: [["x", "passthrough", [1]], ["y", "passthrough", [0]]],
  });
  assertEquals(
    two.transform!(words),
    new Tensor("object", [1, 2], ["x", 1]),
  );
});

Deno.test("weights multiply what a transformer gives", () => {
  const weighted = columns([0], {
    transformer_weights: new Map<PythonValue, PythonValue>([["kept", 3]]),
  });
  assertEquals(answer(weighted), [3, 6]);
});

Deno.test("a pipeline skips what is passed through and answers as its last step", () => {
  const scaler = fitted("StandardScaler", {
    with_mean: true,
    with_std: false,
    mean_: vector([1, 1, 1]),
    n_features_in_: 3,
  });
  const pipeline = built(fitted("Pipeline", {
    steps: [["none", "passthrough"], ["old", null], ["scale", scaler]],
  }));
  assertEquals(answer(pipeline), [0, 2, 4, 1, 3, 5]);
  assertEquals(pipeline.predict, undefined);
  assertEquals(pipeline.structure, [
    "Pipeline",
    "  none: passthrough",
    "  old: passthrough",
    "  scale: StandardScaler",
  ]);
});

Deno.test("a search that kept no estimator is refused", () => {
  assertThrows(
    () => built(fitted("GridSearchCV", { best_score_: 1 })),
    ModelError,
    "best_estimator_",
  );
});
