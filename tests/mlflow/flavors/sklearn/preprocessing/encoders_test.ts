import {
  assertEquals,
  assertFalse,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DataFrame, Tensor } from "../../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import { toDense } from "../../../../../mlflow/flavors/sklearn/table/dense.ts";
import type { Estimator } from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import type { PythonValue } from "../../../../../mlflow/python/python_object.ts";
import { built, fitted, integers, objects, vector } from "../fitted.ts";

function oneHot(
  attributes: Readonly<Record<string, PythonValue>>,
): Estimator {
  return built(fitted("OneHotEncoder", {
    categories_: [objects(["a", "b", "c"]), vector([1, 2])],
    handle_unknown: "ignore",
    drop_idx_: null,
    sparse: false,
    n_features_in_: 2,
    ...attributes,
  }));
}

function rowsOf(estimator: Estimator, input: DataFrame): number[][] {
  const { rows, columns, data } = toDense(estimator.transform!(input));
  return Array.from(
    { length: rows },
    (_, row) => [...data.subarray(row * columns, (row + 1) * columns)],
  );
}

const cells = DataFrame.fromColumns({
  word: ["b", "nowhere", null],
  number: [2, 1, 3],
});

Deno.test("an unknown category gives zeros, or an error that names the column and not the value", () => {
  assertEquals(rowsOf(oneHot({}), cells), [
    [0, 1, 0, 0, 1],
    [0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
  ]);
  const { message } = assertThrows(
    () => oneHot({ handle_unknown: "error" }).transform!(cells),
    InputError,
  );
  assertStringIncludes(message, 'column "word"');
  assertStringIncludes(message, "unknown category");
  assertFalse(message.includes("nowhere"));
});

Deno.test("a dropped category has no column, of the old attribute and the new", () => {
  const expected = [[1, 0, 1], [0, 0, 0], [0, 0, 0]];
  const dropped = objects([0, 0]);
  assertEquals(rowsOf(oneHot({ drop_idx_: dropped }), cells), expected);
  assertEquals(
    rowsOf(
      oneHot({
        drop_idx_: objects([2, null]),
        _drop_idx_after_grouping: dropped,
      }),
      cells,
    ),
    expected,
  );
  assertThrows(
    () => oneHot({ drop_idx_: objects([0]) }),
    ModelError,
    "one number a column",
  );
});

Deno.test("a warned unknown category joins the rare ones from scikit-learn 1.8 on", () => {
  const rare = (version: string) =>
    oneHot({
      handle_unknown: "warn",
      _infrequent_enabled: true,
      _default_to_infrequent_mappings: [integers([1, 0, 1]), null],
      _sklearn_version: version,
    });
  assertEquals(rowsOf(rare("1.8.0"), cells)[1], [0, 1, 1, 0]);
  assertEquals(rowsOf(rare("1.7.2"), cells)[1], [0, 0, 1, 0]);
});

Deno.test("a missing cell is the category None, or else nan", () => {
  const gaps = DataFrame.fromColumns({ word: ["a", null], number: [1, 2] });
  const withMissing = (missing: null | number) =>
    oneHot({ categories_: [objects(["a", missing]), vector([1, 2])] });
  assertEquals(rowsOf(withMissing(null), gaps)[1], [0, 1, 0, 1]);
  assertEquals(rowsOf(withMissing(NaN), gaps)[1], [0, 1, 0, 1]);
});

Deno.test("ordinal codes of unknown and missing values are those that were set", () => {
  const encoder = built(fitted("OrdinalEncoder", {
    categories_: [objects(["a", "b", NaN]), vector([1, 2])],
    handle_unknown: "use_encoded_value",
    unknown_value: -1,
    encoded_missing_value: -2,
    _missing_indices: new Map<PythonValue, PythonValue>([[0, 2]]),
    n_features_in_: 2,
  }));
  assertEquals(rowsOf(encoder, cells), [[1, 1], [-1, 0], [-2, -1]]);
});

Deno.test("an imputer fills text and numbers, and keeps what is not missing", () => {
  const imputer = built(fitted("SimpleImputer", {
    missing_values: NaN,
    strategy: "most_frequent",
    statistics_: objects(["z", 9]),
    n_features_in_: 2,
  }));
  const gaps = DataFrame.fromColumns({ word: ["a", null], number: [null, 2] });
  assertEquals(
    imputer.transform!(gaps),
    new Tensor("object", [2, 2], ["a", 9, "z", 2]),
  );
});

Deno.test("labels become positions and columns, and unknown labels are refused or zero", () => {
  const labels = objects(["no", "yes", "?"]);
  const classes_ = objects(["maybe", "no", "yes"]);
  const encoder = built(fitted("LabelEncoder", { classes_ }));
  assertThrows(() => encoder.transform!(labels), InputError, "row 2");
  const binarizer = built(fitted("LabelBinarizer", {
    classes_,
    neg_label: 0,
    pos_label: 1,
  }));
  assertEquals(
    toDense(binarizer.transform!(labels)).data,
    Float64Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0),
  );
});
