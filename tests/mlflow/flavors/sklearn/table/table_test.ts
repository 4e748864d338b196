import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../../../frame/mod.ts";
import { InputError } from "../../../../../mlflow/errors.ts";
import { affine } from "../../../../../mlflow/flavors/sklearn/math/affine.ts";
import { toDense } from "../../../../../mlflow/flavors/sklearn/table/dense.ts";
import { FeatureCheck } from "../../../../../mlflow/flavors/sklearn/table/feature_check.ts";
import { argmaxRows } from "../../../../../mlflow/flavors/sklearn/table/argmax_rows.ts";
import { takeLabels } from "../../../../../mlflow/python/read_classes.ts";
import {
  logNormalizeRows,
  softmaxRows,
} from "../../../../../mlflow/flavors/sklearn/math/softmax_rows.ts";
import {
  SparseBuilder,
  sparseToDense,
} from "../../../../../mlflow/flavors/sklearn/table/sparse.ts";
import { fitted } from "../fitted.ts";

const ridge = fitted("Ridge", {
  n_features_in_: 2,
  feature_names_in_: ["age", "height"],
});

Deno.test("a frame, a tensor and a sparse matrix become the same dense matrix", () => {
  const expected = { rows: 2, columns: 2, data: Float64Array.of(1, 0, 0, 4) };
  const builder = new SparseBuilder(2, 2);
  builder.push(0, 1);
  builder.endRow();
  builder.push(1, 4);
  builder.endRow();
  assertEquals(
    toDense(DataFrame.fromColumns({ a: [1, 0], b: [0, 4] })),
    expected,
  );
  assertEquals(
    toDense(new Tensor("int32", [2, 2], Int32Array.of(1, 0, 0, 4))),
    expected,
  );
  assertEquals(toDense(builder.build()), expected);
  assertEquals(sparseToDense(builder.build()), expected);
});

Deno.test("features of other names, another order or another number are refused", () => {
  const check = new FeatureCheck(ridge);
  const refusal = (columns: Record<string, number[]>) =>
    assertThrows(
      () => check.dense(DataFrame.fromColumns(columns)),
      InputError,
    ).message;
  assertEquals(
    refusal({ age: [1], weight: [2] }),
    'Cannot score with Ridge: the feature names are not those of the fit; unseen at fit time: "weight"; seen at fit time, yet now missing: "height"',
  );
  assertEquals(
    refusal({ height: [1], age: [2] }),
    'Cannot score with Ridge: the feature names are not those of the fit; they must be in the order of the fit: "age", "height"',
  );
  assertThrows(
    () => check.dense({ rows: 1, columns: 3, data: new Float64Array(3) }),
    InputError,
    "the input has 3 features, expected 2",
  );
  assertThrows(
    () => check.dense({ rows: 0, columns: 2, data: new Float64Array(0) }),
    InputError,
    "0 rows",
  );
});

Deno.test("a missing value and an infinity are refused by column and row", () => {
  const check = new FeatureCheck(ridge);
  assertThrows(
    () => check.dense(DataFrame.fromColumns({ age: [1, 2], height: [1, NaN] })),
    InputError,
    'column "height" contains NaN (a missing value) in row 1',
  );
  assertThrows(
    () =>
      check.denseWithMissing(
        DataFrame.fromColumns({ age: [Infinity], height: [1] }),
      ),
    InputError,
    'column "age" contains infinity in row 0',
  );
  assertEquals(
    check.denseWithMissing(DataFrame.fromColumns({ age: [NaN], height: [1] }))
      .data,
    Float64Array.of(NaN, 1),
  );
});

Deno.test("a sparse and a dense product agree", () => {
  const builder = new SparseBuilder(2, 3);
  builder.push(2, 5);
  builder.push(0, 1);
  builder.endRow();
  builder.endRow();
  const weights = {
    rows: 2,
    columns: 3,
    data: Float64Array.of(1, 2, 3, 4, 5, 6),
  };
  const sparse = builder.build();
  const expected = affine(sparseToDense(sparse), weights, [1, -1]);
  assertEquals(expected.data, Float64Array.of(17, 33, 1, -1));
  assertEquals(affine(sparse, weights, [1, -1]), expected);
});

Deno.test("the first of equal scores wins and labels keep their dtype", () => {
  const scores = {
    rows: 3,
    columns: 2,
    data: Float64Array.of(1, 1, 0, 2, -1, NaN),
  };
  assertEquals(argmaxRows(scores), Int32Array.of(0, 1, 1));
  const labels = new Tensor("int64", [2], BigInt64Array.of(7n, 9n));
  assertEquals(
    takeLabels(labels, argmaxRows(scores)),
    new Tensor("int64", [3], BigInt64Array.of(7n, 9n, 9n)),
  );
});

Deno.test("softmax and log normalisation do not overflow", () => {
  const data = Float64Array.of(1000, 1000);
  assertEquals(
    softmaxRows({ rows: 1, columns: 2, data: data.slice() }).data,
    Float64Array.of(0.5, 0.5),
  );
  const logs = logNormalizeRows({ rows: 1, columns: 2, data });
  assertAlmostEquals(logs.data[0]!, -Math.LN2, 1e-12);
});
