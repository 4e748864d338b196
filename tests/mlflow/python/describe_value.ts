import { Tensor } from "../../../frame/mod.ts";
import {
  PythonName,
  PythonObject,
  type PythonValue,
} from "../../../mlflow/python/python_object.ts";
import { StructuredArray } from "../../../mlflow/python/structured_array.ts";

/** Objects of these modules are described by their class alone. */
const OPAQUE = [
  "numpy.random",
  "sklearn._loss",
  "_loss",
  "sklearn.neighbors._",
  "sklearn.linear_model._sgd_fast",
  "sklearn.ensemble._gb_losses",
];

/** A value as the JSON that `tests/golden/record/python_files.py` writes of the Python object. */
export function describeValue(value: PythonValue): unknown {
  if (
    value === null || typeof value === "boolean" || typeof value === "string"
  ) return value;
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return describeNumber(value);
  if (value instanceof Uint8Array) return { bytes: value.toBase64() };
  if (value instanceof Tensor) return describeTensor(value);
  if (value instanceof StructuredArray) {
    const fields = value.names.map((name) =>
      [name, describeTensor(value.tensor(name))] as const
    );
    return { records: value.shape, fields: Object.fromEntries(fields) };
  }
  if (value instanceof PythonName) {
    return { name: `${value.module}.${value.name}` };
  }
  if (value instanceof PythonObject) return describeObject(value);
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) =>
      [describeValue(key), describeValue(item)] as const
    );
    return { dict: entries };
  }
  if (Array.isArray(value)) return { list: value.map(describeValue) };
  if ("kind" in value) {
    return {
      sparse: [value.rows, value.columns],
      indptr: [...value.indptr],
      indices: [...value.indices],
      data: Array.from(value.data, plainNumber),
    };
  }
  throw new TypeError("Cannot describe the value");
}

function describeNumber(value: number): unknown {
  return Number.isInteger(value) && !Object.is(value, -0)
    ? { int: String(value) }
    : { float: plainNumber(value) };
}

function plainNumber(value: number): number | string {
  if (Number.isNaN(value)) return "nan";
  if (value === Infinity) return "inf";
  return value === -Infinity ? "-inf" : value;
}

function describeTensor(tensor: Tensor): unknown {
  const { dtype, shape, data } = tensor;
  if (ArrayBuffer.isView(data)) {
    const bytes = new Uint8Array(
      data.buffer,
      data.byteOffset,
      data.byteLength,
    );
    return { array: dtype, shape, base64: bytes.toBase64() };
  }
  const items = (data as readonly PythonValue[]).map(describeValue);
  return { array: dtype, shape, items };
}

function describeObject(object: PythonObject): unknown {
  const { module, className, args } = object;
  const name = `${module}.${className}`;
  if (OPAQUE.some((start) => name.startsWith(start))) {
    return { object: className };
  }
  if (name === "numpy.dtype") return { dtype: object.string("name") };
  if (name === "functools.partial") return { object: name };
  const described = args.map(describeValue);
  if (name === "builtins.slice") return { object: name, args: described };
  const attributes = [...object.attributes].map(([key, value]) =>
    [key, describeValue(value)] as const
  );
  return {
    object: name,
    args: described,
    attributes: Object.fromEntries(attributes),
  };
}

/**
 * A description in which what has no order in Python is in one: the entries of
 * dicts and the items of sets by their text, and whole floats as integers,
 * since JSON and JavaScript do not tell them apart.
 */
export function normalised(description: unknown): unknown {
  if (Array.isArray(description)) return description.map(normalised);
  if (typeof description !== "object" || description === null) {
    return description;
  }
  if ("float" in description && typeof description.float === "number") {
    return describeNumber(description.float);
  }
  const entries = Object.entries(description).map(([key, value]) => {
    const inner = normalised(value);
    if (key !== "dict" || !Array.isArray(inner)) return [key, inner] as const;
    const text = (entry: unknown) => JSON.stringify(entry);
    return [
      key,
      inner.toSorted((a, b) => text(a) < text(b) ? -1 : 1),
    ] as const;
  });
  return Object.fromEntries(entries);
}
