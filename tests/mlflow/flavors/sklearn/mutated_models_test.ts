import { assert, assertInstanceOf } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import { buildModel } from "../../../../mlflow/flavors/sklearn/build_model.ts";
import type {
  Estimator,
  Table,
} from "../../../../mlflow/flavors/sklearn/estimator.ts";
import { estimatorTables } from "../../../../mlflow/flavors/sklearn/estimator_tables.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../mlflow/python/python_object.ts";
import { readPythonFile } from "../../../../mlflow/python/read_python_model.ts";
import type { PythonFile } from "../../../../mlflow/python/read_pickle.ts";
import {
  decodeInput,
  type GoldenCase,
  listGoldenCases,
  readGolden,
} from "../../../tools/golden.ts";

/** Of the many mutations of a model, every so many are tried. */
const STRIDE = 17;

const FAMILIES =
  /^(ada-boost|bagging|calibrated|chain|decision-tree|extra-trees|gradient-boosting|hist-gradient|isolation|neighbours|nu-svc|one-vs|output-code|random-forest|stacking|svc|threshold|voting).*-1\.9$/;

/** What stands for an attribute in its place; `undefined` takes it away. */
function mutations(value: PythonValue): (PythonValue | undefined)[] {
  const numbers = Float64Array.of(1e9, -5);
  const list: (PythonValue | undefined)[] = [
    undefined,
    null,
    -1,
    2 ** 33,
    NaN,
    "x",
    [],
    new Map(),
    new Tensor("float64", [0], new Float64Array(0)),
    new Tensor("float64", [2], numbers),
    new Tensor("object", [1], [null]),
  ];
  if (value instanceof Tensor) {
    list.push(new Tensor(value.dtype, [value.data.length], value.data));
    list.push(new Tensor("float64", [], new Float64Array(1)));
  }
  if (Array.isArray(value)) list.push(value.slice(1), [...value, null]);
  return list;
}

function* objectsIn(
  value: PythonValue,
  seen = new Set<PythonValue>(),
): Generator<PythonObject> {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof PythonObject) {
    yield value;
    for (const inner of value.attributes.values()) {
      yield* objectsIn(inner, seen);
    }
  } else if (value instanceof Map) {
    for (const inner of value.values()) yield* objectsIn(inner, seen);
  } else if (Array.isArray(value)) {
    for (const inner of value) yield* objectsIn(inner, seen);
  }
}

/** The same object with another attribute, wherever it stands in a value. */
function withAttribute(
  value: PythonValue,
  target: PythonObject,
  change: { readonly name: string; readonly to: PythonValue | undefined },
): PythonValue {
  if (value instanceof PythonObject) {
    const attributes = new Map<string, PythonValue>();
    for (const [name, inner] of value.attributes) {
      if (value === target && name === change.name) {
        if (change.to !== undefined) attributes.set(name, change.to);
      } else attributes.set(name, withAttribute(inner, target, change));
    }
    const { module, className, args } = value;
    return new PythonObject(module, className, args, attributes);
  }
  if (Array.isArray(value)) {
    return value.map((inner) => withAttribute(inner, target, change));
  }
  return value;
}

function tryModel(file: PythonFile, input: Table): void {
  let estimator: Estimator;
  try {
    estimator = buildModel(file, estimatorTables, "the model");
  } catch (error) {
    assertInstanceOf(error, ModelError);
    return;
  }
  try {
    estimator.predict?.(input);
    estimator.predictProba?.(input);
    estimator.decisionFunction?.(input);
  } catch (error) {
    assertInstanceOf(error, InputError);
  }
}

async function modelFileOf(folder: URL): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("model.")) return name;
  }
  throw new Error(`No model in ${folder}`);
}

async function tryMutations({ folder }: GoldenCase): Promise<number> {
  const golden = await readGolden(folder);
  const input = decodeInput(Object.values(golden.inputs)[0]!);
  assert(input instanceof DataFrame || input instanceof Tensor);
  const name = await modelFileOf(folder);
  const bytes = await Deno.readFile(new URL(name, folder));
  const file = await readPythonFile(bytes, name);
  const tried = new Set<string>();
  let count = 0;
  for (const object of objectsIn(file.value)) {
    if (tried.has(object.className)) continue;
    tried.add(object.className);
    for (const [name, value] of object.attributes) {
      for (const to of mutations(value)) {
        if (count++ % STRIDE !== 0) continue;
        const mutated = withAttribute(file.value, object, { name, to });
        tryModel({ ...file, value: mutated }, input);
      }
    }
  }
  return count;
}

for (const golden of listGoldenCases()) {
  if (golden.flavor !== "sklearn" || !FAMILIES.test(golden.name)) continue;
  Deno.test(`a mutated model is refused in words or answers: ${golden.name}`, async () => {
    assert(await tryMutations(golden) > STRIDE);
  });
}
