import { assert, assertInstanceOf } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import type { Table } from "../../../../mlflow/flavors/sklearn/estimator.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../mlflow/python/python_object.ts";
import { readPythonModel } from "../../../../mlflow/python/read_python_model.ts";
import {
  decodeInput,
  readGolden,
  readModelSpec,
} from "../../../tools/golden.ts";
import { built, vector } from "./fitted.ts";

/** Models of most families, with others inside. */
const CASES = [
  "categorical-naive-bayes-1.9",
  "columns-by-type-1.9",
  "discriminant-quadratic-1.9",
  "k-means-bisecting-1.9",
  "mixed-columns-1.9",
  "one-hot-infrequent-drop-1.9",
  "perceptron-network-two-1.9",
  "polynomials-interactions-1.9",
  "quantiles-normal-1.9",
  "recursive-elimination-1.9",
  "select-by-forest-1.9",
  "spline-linear-1.9",
  "target-quantiles-1.9",
  "text-hashed-characters-1.9",
  "text-in-columns-1.9",
];

for (const name of CASES) {
  Deno.test(`a damaged state is refused or answers, and nothing else: ${name}`, async () => {
    const folder = new URL(
      `../../../golden/sklearn/${name}/`,
      import.meta.url,
    );
    const { flavors } = await readModelSpec(folder);
    const path = String(flavors.get("sklearn")?.["pickled_model"]);
    const bytes = await Deno.readFile(new URL(path, folder));
    const root = await readPythonModel(bytes, path);
    assertInstanceOf(root, PythonObject);
    const { inputs } = await readGolden(folder);
    const input = decodeInput(Object.values(inputs)[0]!);
    assert(input instanceof DataFrame || input instanceof Tensor);
    for (const object of objectsIn(root)) {
      for (const [name, value] of object.attributes) {
        for (const damage of damagesOf(value)) {
          check(root, { object, name, damage, input });
        }
      }
    }
  });
}

function check(
  root: PythonObject,
  at: {
    readonly object: PythonObject;
    readonly name: string;
    readonly damage: PythonValue;
    readonly input: Table;
  },
): void {
  const { object, name, damage, input } = at;
  const attributes = object.attributes;
  assert(attributes instanceof Map);
  const value = object.get(name);
  attributes.set(name, damage);
  try {
    answer(root, input);
  } catch (error) {
    const isRefusal = error instanceof ModelError ||
      error instanceof InputError;
    assert(isRefusal, `${object.className}.${name}: ${error}`);
  } finally {
    attributes.set(name, value);
  }
}

function answer(root: PythonObject, input: Table): void {
  const estimator = built(root);
  estimator.transform?.(input);
  estimator.predict?.(input);
  estimator.predictProba?.(input);
  estimator.decisionFunction?.(input);
}

function damagesOf(value: PythonValue): readonly PythonValue[] {
  const damages: PythonValue[] = [
    null,
    [],
    -1,
    1e9,
    "x",
    vector([]),
    vector([NaN, -1, 1e300]),
    new Tensor("object", [2], [null, "q"]),
  ];
  if (Array.isArray(value)) damages.push(value.slice(1), [...value, null]);
  if (value instanceof Tensor && value.data.length > 1) {
    const { dtype, data } = value;
    damages.push(new Tensor(dtype, [data.length - 1], data.slice(1)));
    damages.push(new Tensor(dtype, [data.length], data));
  }
  return damages;
}

/** Every object in a value, the value itself included, each once. */
function objectsIn(value: PythonValue): readonly PythonObject[] {
  const seen = new Set<PythonValue>();
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop() ?? null;
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (next instanceof PythonObject) pending.push(...next.attributes.values());
    else if (next instanceof Map) pending.push(...next.values());
    else if (Array.isArray(next)) pending.push(...next);
  }
  return [...seen].filter((value) => value instanceof PythonObject);
}
