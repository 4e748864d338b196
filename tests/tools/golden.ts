/**
 * Reads and checks golden cases; `tests/golden/README.md` says what they hold.
 *
 * @module
 */
import { existsSync } from "node:fs";
import {
  type Column,
  DataFrame,
  Tensor,
  type TensorData,
  type TensorDType,
} from "../../frame/mod.ts";
import type { ArtifactStore, Bytes } from "../../mlflow/artifact_store.ts";
import { ModelError } from "../../mlflow/errors.ts";
import type { ModelInput, Prediction } from "../../mlflow/flavor.ts";
import { type ModelSpec, parseMlmodel } from "../../mlflow/mlmodel.ts";

/** The elements of an array, or of a column of a frame, in `golden.json`. */
export interface GoldenArray {
  readonly name?: string;
  readonly dtype: TensorDType;
  readonly shape: readonly number[];
  readonly base64?: string;
  readonly values?: readonly unknown[];
  readonly missing?: readonly number[];
}

/** An input or output in `golden.json`. */
export type GoldenValue =
  | ({ readonly kind: "tensor" } & GoldenArray)
  | {
    readonly kind: "frame";
    readonly columns: readonly GoldenArray[];
    readonly rows?: number;
  }
  | {
    readonly kind: "named";
    readonly tensors: Readonly<Record<string, GoldenArray>>;
  }
  | { readonly kind: "list"; readonly values: readonly unknown[] };

/** How far an answer may be from the recorded one. */
export type Tolerance = "bits" | number;

/** One call of a model, with what the library answered. */
export interface GoldenCall {
  readonly input: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly tolerance?: Tolerance;
  readonly output?: GoldenValue;
  readonly error?: {
    readonly type: string;
    readonly message: string;
    readonly says?: string;
  };
}

/** One `golden.json`. */
export interface Golden {
  readonly about: string;
  readonly tolerance: Tolerance;
  readonly inputs: Readonly<Record<string, GoldenValue>>;
  readonly calls: readonly GoldenCall[];
  readonly refused?: string;
}

/** One case: a folder. */
export interface GoldenCase {
  readonly flavor: string;
  readonly name: string;
  readonly folder: URL;
}

const root = new URL("../golden/", import.meta.url);

/** Lists the cases of every flavor, sorted by name. */
export function listGoldenCases(): GoldenCase[] {
  const cases: GoldenCase[] = [];
  for (const flavor of foldersOf(root)) {
    const folder = new URL(`${flavor}/`, root);
    for (const name of foldersOf(folder)) {
      const child = new URL(`${name}/`, folder);
      if (existsSync(new URL("golden.json", child))) {
        cases.push({ flavor, name, folder: child });
      }
    }
  }
  return cases;
}

/** Reads a case's `golden.json`. */
export async function readGolden(folder: URL): Promise<Golden> {
  return JSON.parse(await Deno.readTextFile(new URL("golden.json", folder)));
}

/** The files of a folder as a model's artifacts. */
export function folderStore(folder: URL): ArtifactStore {
  return {
    location: folder.pathname,
    async read(path: string): Promise<Bytes> {
      try {
        return await Deno.readFile(new URL(path, folder));
      } catch (cause) {
        throw new ModelError(`Cannot read "${path}": no such file`, { cause });
      }
    },
    exists: (path: string) =>
      Promise.resolve(existsSync(new URL(path, folder))),
  };
}

/**
 * Reads the flavors of a case's `MLmodel`.
 *
 * @param folder The case.
 * @param method What to call instead of the file's `predict_fn`.
 */
export function readModelSpec(folder: URL, method?: string): ModelSpec {
  const text = Deno.readTextFileSync(new URL("MLmodel", folder));
  const spec = parseMlmodel(text, folder.pathname);
  if (method === undefined) return spec;
  const flavors = new Map(spec.flavors);
  const pyfunc = { ...flavors.get("python_function"), "predict_fn": method };
  flavors.set("python_function", pyfunc);
  return { ...spec, flavors };
}

/** An input of a case, decoded. */
export function decodeInput(value: GoldenValue): ModelInput {
  switch (value.kind) {
    case "frame":
      return new DataFrame(
        value.columns.map((column) => column.name ?? ""),
        value.columns.map(decodeColumn),
        value.rows === undefined ? {} : { length: value.rows },
      );
    case "tensor":
      return decodeTensor(value);
    case "named":
      return Object.fromEntries(
        Object.entries(value.tensors).map((
          [name, array],
        ) => [name, decodeTensor(array)]),
      );
    case "list":
      throw new TypeError("An input cannot be a list");
  }
}

function decodeTensor(array: GoldenArray): Tensor {
  return new Tensor(array.dtype, array.shape, decodeData(array));
}

function decodeColumn(array: GoldenArray): Column {
  const data = decodeData(array);
  const length = data.length;
  let missing: Uint8Array | undefined;
  if (array.missing !== undefined) {
    missing = new Uint8Array(length);
    for (const row of array.missing) missing[row] = 1;
  }
  const mask = missing === undefined ? {} : { missing };
  switch (array.dtype) {
    case "bool":
      return { dtype: "boolean", values: data as Uint8Array, ...mask };
    case "float32":
    case "float16":
      return { dtype: "float32", values: data as Float32Array };
    case "float64":
      return { dtype: "float64", values: data as Float64Array };
    case "int64":
      return { dtype: "int64", values: data as BigInt64Array, ...mask };
    case "uint32":
    case "uint64":
      return {
        dtype: "int64",
        values: BigInt64Array.from(Array.from(data as Uint32Array, BigInt)),
        ...mask,
      };
    case "datetime64[ns]":
      return {
        dtype: "datetime",
        values: Float64Array.from(
          data as BigInt64Array,
          (at) => at === -(1n << 63n) ? NaN : Number(at) / 1e6,
        ),
      };
    case "str":
      return { dtype: "string", values: data as (string | null)[] };
    case "object":
    case "bytes":
      return { dtype: "object", values: data as unknown[] };
    default:
      return {
        dtype: "int32",
        values: Int32Array.from(data as Int32Array),
        ...mask,
      };
  }
}

function decodeData(array: GoldenArray): TensorData {
  if (array.base64 === undefined) return (array.values ?? []).map(decodePlain);
  const { buffer } = Uint8Array.fromBase64(array.base64);
  switch (array.dtype) {
    case "bool":
    case "uint8":
      return new Uint8Array(buffer);
    case "int8":
      return new Int8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "uint32":
      return new Uint32Array(buffer);
    case "int64":
    case "datetime64[ns]":
      return new BigInt64Array(buffer);
    case "uint64":
      return new BigUint64Array(buffer);
    case "float16":
      return Float32Array.from(new Float16Array(buffer));
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
    default:
      throw new TypeError(`Cannot decode ${array.dtype} from base64`);
  }
}

function decodePlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodePlain);
  if (typeof value !== "object" || value === null) return value;
  if ("float" in value) {
    const { float } = value;
    return float === "nan" ? NaN : float === "inf" ? Infinity : -Infinity;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, decodePlain(item)]),
  );
}

/**
 * Compares an answer with the recorded one.
 *
 * @throws {Error} If they differ in kind, dtype, shape or values; it says where.
 */
export function assertPrediction(
  actual: Prediction,
  expected: GoldenValue,
  tolerance: Tolerance,
): void {
  switch (expected.kind) {
    case "tensor":
      if (!(actual instanceof Tensor)) throw new Error("Expected a tensor");
      return assertTensor(actual, expected, { tolerance, at: "" });
    case "frame": {
      if (!(actual instanceof DataFrame)) throw new Error("Expected a frame");
      const names = expected.columns.map((column) => column.name ?? "");
      assertSame(actual.names.join(), names.join(), "column names");
      expected.columns.forEach((column, i) => {
        const wanted = decodeColumn(column);
        const seen = actual.columns[i]!;
        const at = `column "${column.name}"`;
        assertSame(seen.dtype, wanted.dtype, `${at} dtype`);
        assertValues(seen.values, wanted.values, { tolerance, at });
      });
      return;
    }
    case "named": {
      const names = Object.keys(expected.tensors);
      assertSame(Object.keys(actual).join(), names.join(), "output names");
      for (const name of names) {
        const tensor = (actual as Record<string, unknown>)[name];
        if (!(tensor instanceof Tensor)) throw new Error(`No tensor ${name}`);
        const at = `output "${name}"`;
        assertTensor(tensor, expected.tensors[name]!, { tolerance, at });
      }
      return;
    }
    case "list": {
      if (!Array.isArray(actual)) throw new Error("Expected a list");
      const values = decodePlain(expected.values) as unknown[];
      return assertValues(actual, values, { tolerance, at: "list" });
    }
  }
}

interface Place {
  readonly tolerance: Tolerance;
  readonly at: string;
}

function assertTensor(actual: Tensor, wanted: GoldenArray, place: Place): void {
  assertSame(actual.dtype, wanted.dtype, `${place.at} dtype`);
  assertSame(actual.shape.join(), wanted.shape.join(), `${place.at} shape`);
  assertValues(actual.data, decodeData(wanted), place);
}

function assertValues(
  actual: ArrayLike<unknown>,
  wanted: ArrayLike<unknown>,
  place: Place,
): void {
  assertSame(actual.length, wanted.length, `${place.at} length`);
  for (let i = 0; i < wanted.length; i++) {
    if (isClose(actual[i], wanted[i], place.tolerance)) continue;
    throw new Error(
      `${place.at} element ${i} is ${show(actual[i])}, recorded ${
        show(wanted[i])
      } (tolerance ${place.tolerance})`,
    );
  }
}

function isClose(a: unknown, b: unknown, tolerance: Tolerance): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === "number" && typeof b === "number") {
    return tolerance !== "bits" &&
      Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  }
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  const keys = Object.keys(b);
  return keys.join() === Object.keys(a).join() &&
    keys.every((key) =>
      isClose(Reflect.get(a, key), Reflect.get(b, key), tolerance)
    );
}

function assertSame(actual: unknown, wanted: unknown, what: string): void {
  if (actual !== wanted) {
    throw new Error(`${what}: ${show(actual)}, recorded ${show(wanted)}`);
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function foldersOf(folder: URL): string[] {
  return [...Deno.readDirSync(folder)].filter((entry) => entry.isDirectory)
    .map((entry) => entry.name).sort();
}
