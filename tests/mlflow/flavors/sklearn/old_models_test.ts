import { assert } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { buildModel } from "../../../../mlflow/flavors/sklearn/build_model.ts";
import { estimatorTables } from "../../../../mlflow/flavors/sklearn/estimator_tables.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../mlflow/python/python_object.ts";
import { readPythonFile } from "../../../../mlflow/python/read_python_model.ts";
import {
  assertPrediction,
  decodeInput,
  listGoldenCases,
  readGolden,
} from "../../../tools/golden.ts";

/** A recorded model, and what its attributes were in an earlier release. */
interface Older {
  readonly name: string;
  readonly about: string;
  readonly change: (
    name: string,
    value: PythonValue,
  ) => readonly [string, PythonValue] | undefined;
}

/** An attribute under the name that it had. */
function renaming(names: Readonly<Record<string, string>>): Older["change"] {
  return (name, value) => [names[name] ?? name, value];
}

/** Without an attribute that there was not yet. */
function without(...names: readonly string[]): Older["change"] {
  return (name, value) => names.includes(name) ? undefined : [name, value];
}

const OLDER: readonly Older[] = [
  {
    name: "svc-probabilities-1.1",
    about: "sigmoids and counts under the names of 0.21",
    change: renaming({
      _probA: "probA_",
      _probB: "probB_",
      _n_support: "n_support_",
    }),
  },
  {
    name: "calibrated-sigmoid-1.1",
    about: "calibrators under the name of 0.23",
    change: renaming({ calibrators: "calibrators_" }),
  },
  {
    name: "hist-gradient-boosting-regression-1.1",
    about: "a first guess that is a number, as in 0.24",
    change: (name, value) => [
      name,
      name === "_baseline_prediction" && value instanceof Tensor
        ? Number(value.data[0])
        : value,
    ],
  },
  {
    name: "isolation-forest-1.1",
    about: "the number of columns under the name of 0.23",
    change: (name, value) =>
      name === "_max_samples"
        ? undefined
        : [name === "n_features_in_" ? "n_features_" : name, value],
  },
  {
    name: "random-forest-1.1",
    about: "no number and no names of columns, as in 0.23",
    change: without("n_features_in_", "feature_names_in_"),
  },
  {
    name: "gradient-boosting-two-classes-1.1",
    about: "the loss under the name of 1.0",
    change: (name, value) => [name, name === "loss" ? "deviance" : value],
  },
  {
    name: "dummy-prior-1.1",
    about: "no strategy but the parameter",
    change: without("_strategy"),
  },
];

/** The same value with the attributes of all objects in it changed. */
function older(value: PythonValue, change: Older["change"]): PythonValue {
  if (Array.isArray(value)) return value.map((inner) => older(inner, change));
  if (value instanceof Tensor && value.dtype === "object") {
    const data = Array.from<unknown, unknown>(
      value.data,
      (inner) => inner instanceof PythonObject ? older(inner, change) : inner,
    );
    return new Tensor("object", value.shape, data);
  }
  if (!(value instanceof PythonObject)) return value;
  const attributes = new Map<string, PythonValue>();
  for (const [name, inner] of value.attributes) {
    const changed = change(name, older(inner, change));
    if (changed !== undefined) attributes.set(...changed);
  }
  const { module, className, args } = value;
  return new PythonObject(module, className, args, attributes);
}

async function modelBytes(folder: URL): Promise<Uint8Array<ArrayBuffer>> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("model.")) {
      return await Deno.readFile(new URL(name, folder));
    }
  }
  throw new Error(`No model in ${folder}`);
}

for (const { name, about, change } of OLDER) {
  Deno.test(`${name} answers the same with ${about}`, async () => {
    const golden = listGoldenCases().find((golden) => golden.name === name);
    assert(golden !== undefined);
    const file = await readPythonFile(await modelBytes(golden.folder), name);
    const value = older(file.value, change);
    const estimator = buildModel({ ...file, value }, estimatorTables, name);
    const { inputs, calls, tolerance } = await readGolden(golden.folder);
    for (const call of calls) {
      if (call.output === undefined || call.method !== undefined) continue;
      const input = decodeInput(inputs[call.input]!);
      assert(input instanceof DataFrame || input instanceof Tensor);
      const answer = estimator.predict?.(input);
      assert(answer !== undefined);
      assertPrediction(answer, call.output, call.tolerance ?? tolerance);
    }
  });
}
