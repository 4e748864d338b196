import { isRecord } from "../ground/is_record.ts";
import type { ModelSpec } from "./mlmodel.ts";
import type {
  ColumnType,
  ScalarType,
  Signature,
  TensorSpec,
} from "./signature.ts";

/** What a sample is made of. */
export interface SampleSource {
  /** What `MLmodel` says. */
  readonly spec: ModelSpec;
  /** The parsed `input_example.json`, if there is one. */
  readonly inputExample?: unknown;
  /** The parsed `serving_input_example.json`, if there is one. */
  readonly servingInput?: unknown;
}

/** The keys of a body for `/invocations` under which `/score` has `input_data`. */
const DATA_KEYS = ["dataframe_split", "inputs", "instances"] as const;

/**
 * A request to try a model with: its own example, else one made up from the
 * signature.
 *
 * @param source The model, loaded.
 * @param options Whose body: `azure` for `/score` (the default), `mlflow` for `/invocations`.
 * @returns The body as plain JSON values; `{}` under its key if nothing is known of the input.
 */
export function sampleRequest(
  source: SampleSource,
  options: { readonly protocol?: "azure" | "mlflow" } = {},
): unknown {
  const body = mlflowSample(source);
  if (options.protocol === "mlflow") return body;
  const key = DATA_KEYS.find((key) => Object.hasOwn(body, key));
  const params = body.params === undefined ? {} : { params: body.params };
  return key === undefined
    ? { input_data: body }
    : { input_data: body[key], ...params };
}

function mlflowSample(source: SampleSource): Record<string, unknown> {
  const { servingInput, inputExample, spec } = source;
  if (isRecord(servingInput)) return servingInput;
  if (isRecord(inputExample)) {
    if (Array.isArray(inputExample.data)) {
      return { dataframe_split: inputExample };
    }
    return "inputs" in inputExample ? inputExample : { inputs: inputExample };
  }
  if (Array.isArray(inputExample)) return { inputs: inputExample };
  return signatureSample(spec.signature);
}

function signatureSample(
  signature: Signature | undefined,
): Record<string, unknown> {
  const schema = signature?.inputs;
  if (schema === undefined) return { inputs: [] };
  if (schema.kind === "columns") {
    const { columns } = schema;
    const data = [columns.map((column) => typeSample(column.type))];
    return columns[0]?.name === undefined ? { dataframe_split: { data } } : {
      dataframe_split: { columns: columns.map((column) => column.name), data },
    };
  }
  const first = schema.tensors[0]!;
  return {
    inputs: first.name === undefined ? tensorSample(first) : Object.fromEntries(
      schema.tensors.map((tensor) => [tensor.name, tensorSample(tensor)]),
    ),
  };
}

function typeSample(type: ColumnType): unknown {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.type];
    case "array":
      return [typeSample(type.items)];
    case "map":
      return { key: typeSample(type.values) };
    case "object":
      return Object.fromEntries(
        type.properties.map((
          property,
        ) => [property.name, typeSample(property.type)]),
      );
    case "any":
      return "sample";
  }
}

const SCALARS: Readonly<Record<ScalarType, unknown>> = {
  boolean: false,
  integer: 0,
  long: 0,
  float: 0.5,
  double: 0.5,
  string: "sample",
  binary: "c2FtcGxl",
  datetime: "2026-01-01T00:00:00",
};

/** A sample of more elements than this helps nobody. */
const MAX_ELEMENTS = 100_000;

function tensorSample(tensor: TensorSpec): unknown {
  const sizes = tensor.shape.map((size) => size === -1 ? 1 : size);
  const elements = sizes.reduce((product, size) => product * size, 1);
  if (elements > MAX_ELEMENTS) return [];
  const element = tensor.dtype === "str" || tensor.dtype === "bytes"
    ? "sample"
    : tensor.dtype === "bool"
    ? false
    : 0;
  return sizes.reduceRight<unknown>(
    (inner, size) => Array.from({ length: size }, () => inner),
    element,
  );
}
