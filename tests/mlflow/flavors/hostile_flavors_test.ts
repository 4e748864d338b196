import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import type { ArtifactStore, Bytes } from "../../../mlflow/artifact_store.ts";
import { InputError, ModelError } from "../../../mlflow/errors.ts";
import type { Flavor, ModelInput } from "../../../mlflow/flavor.ts";
import { lightgbm } from "../../../mlflow/flavors/lightgbm.ts";
import { xgboost } from "../../../mlflow/flavors/xgboost.ts";
import { type ModelSpec, parseMlmodel } from "../../../mlflow/mlmodel.ts";
import { decodeInput, readGolden, readModelSpec } from "../../tools/golden.ts";

interface Victim {
  readonly flavor: Flavor;
  readonly folder: string;
  readonly file: string;
}

const victims: readonly Victim[] = [
  { flavor: xgboost, folder: "xgboost/booster-3.2", file: "model.json" },
  { flavor: xgboost, folder: "xgboost/categories-3.2", file: "model.json" },
  {
    flavor: xgboost,
    folder: "xgboost/vector-leaves-ubj-3.2",
    file: "model.ubj",
  },
  { flavor: xgboost, folder: "xgboost/dart-3.2", file: "model.ubj" },
  { flavor: xgboost, folder: "xgboost/category-texts-3.2", file: "model.ubj" },
  { flavor: xgboost, folder: "xgboost/dart-xgb-1.7", file: "model.xgb" },
  {
    flavor: xgboost,
    folder: "xgboost/linear-regressor-1.7",
    file: "model.xgb",
  },
  { flavor: lightgbm, folder: "lightgbm/categories-4.7", file: "model.lgb" },
  { flavor: lightgbm, folder: "lightgbm/linear-4.7", file: "model.lgb" },
  {
    flavor: lightgbm,
    folder: "lightgbm/pandas-categories-4.7",
    file: "model.lgb",
  },
  { flavor: lightgbm, folder: "lightgbm/multiclass-3.3", file: "model.lgb" },
];

for (const victim of victims) {
  const name = `${victim.folder}/${victim.file}`;
  const folder = new URL(`../../golden/${victim.folder}/`, import.meta.url);

  Deno.test(`every mutation of ${name} is refused with a sentence or predicts`, async () => {
    const bytes = await Deno.readFile(new URL(victim.file, folder));
    const spec = readModelSpec(folder);
    const golden = await readGolden(folder);
    const input = decodeInput(golden.inputs["rows"]!);
    const mutations = fc.oneof(cuts(bytes), flips(bytes), splices(bytes));
    await fc.assert(
      fc.asyncProperty(mutations, async (mutated) => {
        await survives(victim.flavor, { bytes: mutated, spec, input });
      }),
      { numRuns: 150, seed: 20 },
    );
  });

  Deno.test(`every beginning of ${name} is refused`, async () => {
    const bytes = await Deno.readFile(new URL(victim.file, folder));
    const spec = readModelSpec(folder);
    // What follows the trees of a LightGBM text is not needed to predict.
    const text = new TextDecoder("latin1").decode(bytes);
    const needed = text.includes("\nend of trees")
      ? text.indexOf("end of trees") - 2
      : bytes.length - 1;
    for (let i = 0; i < 60; i++) {
      const part = bytes.slice(0, Math.floor((needed * i) / 60));
      const error = await failure(() =>
        victim.flavor.open(storeOf(part), spec)
      );
      assertInstanceOf(error, ModelError);
    }
  });
}

function cuts(bytes: Bytes): fc.Arbitrary<Bytes> {
  return fc.nat({ max: bytes.length }).map((end) => bytes.slice(0, end));
}

function flips(bytes: Bytes): fc.Arbitrary<Bytes> {
  const place = fc.nat({ max: bytes.length - 1 });
  const flip = fc.tuple(
    place,
    fc.constantFrom(0, 1, 45, 49, 57, 127, 128, 255),
  );
  return fc.array(flip, { minLength: 1, maxLength: 8 }).map((list) => {
    const mutated = bytes.slice();
    for (const [at, value] of list) mutated[at] = value;
    return mutated;
  });
}

/** Copies a part of the file over another, so that what is read still looks like a model. */
function splices(bytes: Bytes): fc.Arbitrary<Bytes> {
  const place = fc.nat({ max: bytes.length - 1 });
  return fc.tuple(place, place, fc.nat({ max: 40 })).map(([from, to, size]) => {
    const mutated = bytes.slice();
    mutated.copyWithin(to, from, from + size);
    return mutated;
  });
}

async function survives(
  flavor: Flavor,
  model: {
    readonly bytes: Bytes;
    readonly spec: ModelSpec;
    readonly input: ModelInput;
  },
): Promise<void> {
  try {
    const predictor = await flavor.open(storeOf(model.bytes), model.spec);
    const answer = await predictor.predict(model.input);
    assertInstanceOf(answer, Tensor);
  } catch (error) {
    const isExpected = error instanceof ModelError ||
      error instanceof InputError;
    if (!isExpected) throw error;
    assert(/^[A-Z].{15,}[^.]$/s.test(error.message), error.message);
  }
}

function storeOf(bytes: Bytes): ArtifactStore {
  return {
    location: "memory",
    read: () => Promise.resolve(bytes),
    exists: (path) => Promise.resolve(path === "model"),
  };
}

async function failure(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
}

const spec: ModelSpec = parseMlmodel(
  "flavors:\n  xgboost: {data: model}\n  lightgbm: {data: model}\n",
  "MLmodel",
);

interface Tree {
  [key: string]: unknown;
}

function xgboostText(change: Tree, learner: Tree = {}): Bytes {
  const tree = {
    "left_children": [1, -1, -1],
    "right_children": [2, -1, -1],
    "split_indices": [0, 0, 0],
    "split_conditions": [0.5, 1, 2],
    "default_left": [0, 0, 0],
    ...change,
  };
  const model = { trees: [tree], "tree_info": [0] };
  return new TextEncoder().encode(JSON.stringify({
    learner: {
      "learner_model_param": { "base_score": "0", "num_feature": "1" },
      objective: { name: "reg:squarederror" },
      "gradient_booster": { name: "gbtree", model },
      ...learner,
    },
  }));
}

const hostile: Readonly<Record<string, [Flavor, Bytes, string]>> = {
  "a cycle": [xgboost, xgboostText({ "left_children": [0, -1, -1] }), "twice"],
  "a shared child": [
    xgboost,
    xgboostText({ "left_children": [2, -1, -1] }),
    "twice",
  ],
  "a child that is not there": [
    xgboost,
    xgboostText({ "right_children": [9, -1, -1] }),
    "children",
  ],
  "a column that is not there": [
    xgboost,
    xgboostText({ "split_indices": [1, 0, 0] }),
    "column",
  ],
  "lists of other lengths": [
    xgboost,
    xgboostText({ "split_conditions": [0.5, 1] }),
    "entries",
  ],
  "a category beyond memory": [
    xgboost,
    xgboostText({
      "split_type": [1, 0, 0],
      categories: [2 ** 31 - 1],
      "categories_nodes": [0],
      "categories_segments": [0],
      "categories_sizes": [1],
    }),
    "category",
  ],
  "a huge number of classes": [
    xgboost,
    xgboostText({}, {
      "learner_model_param": {
        "num_class": "999999999999",
        "num_feature": "1",
      },
    }),
    "num_class",
  ],
  "nested lists without end": [
    xgboost,
    Uint8Array.from([
      ...[0x7b, 0x4c, 0, 0, 0, 0, 0, 0, 0, 1, 0x61],
      ...new Array(100_000).fill(0x5b),
    ]),
    "nesting",
  ],
  "a list longer than the file": [
    xgboost,
    Uint8Array.from([
      ...[0x7b, 0x4c, 0, 0, 0, 0, 0, 0, 0, 1, 0x61],
      ...[
        0x5b,
        0x24,
        0x64,
        0x23,
        0x4c,
        0x7f,
        255,
        255,
        255,
        255,
        255,
        255,
        255,
      ],
    ]),
    "bytes",
  ],
  "nothing": [xgboost, new Uint8Array(0), "bytes"],
  "another file": [xgboost, new TextEncoder().encode("x".repeat(400)), "model"],
  "an empty text": [lightgbm, new TextEncoder().encode("tree\n"), "end"],
  "more leaves than text": [
    lightgbm,
    new TextEncoder().encode(
      "tree\nnum_class=1\nmax_feature_idx=0\nfeature_names=a\n\nTree=0\nnum_leaves=2000000000\nnum_cat=0\nleaf_value=1\n\nend of trees\n",
    ),
    "leaf_value",
  ],
};

for (const [name, [flavor, bytes, says]] of Object.entries(hostile)) {
  Deno.test(`a ${flavor.name} model is refused at load: ${name}`, async () => {
    const error = await failure(() => flavor.open(storeOf(bytes), spec));
    assertInstanceOf(error, ModelError);
    assert(error.message.includes(says), error.message);
  });
}

Deno.test("keys of an XGBoost model reach no prototype", async () => {
  const text = new TextDecoder().decode(xgboostText({})).replace(
    '"learner"',
    '"__proto__":{"polluted":1},"constructor":{"a":1},"learner"',
  );
  const bytes = new TextEncoder().encode(text);
  const predictor = await xgboost.open(storeOf(bytes), spec);
  const answer = await predictor.predict(DataFrame.fromColumns({ a: [0, 1] }));
  assertEquals(answer, new Tensor("float32", [2], Float32Array.of(1, 2)));
  assertEquals(Reflect.get({}, "polluted"), undefined);
});
