import { reasonOf } from "../ground/reason_of.ts";
import { isRecord } from "../ground/is_record.ts";
import type { TensorDType } from "../frame/mod.ts";
import { ModelError } from "./errors.ts";
import type {
  ColumnSpec,
  ColumnType,
  Label,
  ParamSpec,
  Property,
  ScalarType,
  Schema,
  Signature,
  TensorSpec,
} from "./signature.ts";

const SCALAR_TYPES: ReadonlySet<string> = new Set<ScalarType>([
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "datetime",
]);
/** numpy's names, and what this project calls them where that differs. */
const TENSOR_DTYPES: ReadonlyMap<string, TensorDType> = new Map<
  string,
  TensorDType
>([
  ["bool", "bool"],
  ["int8", "int8"],
  ["int16", "int16"],
  ["int32", "int32"],
  ["int64", "int64"],
  ["uint8", "uint8"],
  ["uint16", "uint16"],
  ["uint32", "uint32"],
  ["uint64", "uint64"],
  ["float16", "float16"],
  ["float32", "float32"],
  ["float64", "float64"],
  ["datetime64[ns]", "datetime64[ns]"],
  ["str", "str"],
  ["bytes", "bytes"],
  ["object", "object"],
]);
const MAX_NESTING = 32;
const MAX_SPECS = 1_000_000;
const MAX_RANK = 64;

/**
 * Reads the `signature` of an `MLmodel` file: `inputs`, `outputs` and `params`,
 * each a JSON document in a text, or null.
 *
 * @param signature The value of the key.
 * @returns The signature.
 * @throws {ModelError} If it is not a signature; the message names the key.
 */
export function parseSignature(signature: unknown): Signature {
  if (!isRecord(signature)) {
    throw new ModelError(
      `Key "signature": expected a mapping with "inputs" and "outputs"`,
    );
  }
  const inputs = parseSchema(signature.inputs, "signature.inputs");
  requireZeroFirst(inputs);
  const outputs = parseSchema(signature.outputs, "signature.outputs");
  const params = parseParams(signature.params, "signature.params");
  return {
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(params === undefined ? {} : { params }),
  };
}

function parseSchema(value: unknown, key: string): Schema | undefined {
  const specs = parseList(value, key);
  if (specs === undefined || specs.length === 0) return undefined;
  const isTensors = specs[0]!.type === "tensor";
  const isNamed = specs[0]!.name !== undefined;
  const names = new Set<string>();
  for (let i = 0; i < specs.length; i++) {
    const spec = specs[i]!;
    if ((spec.type === "tensor") !== isTensors) {
      throw refusal(`${key}[${i}]`, "columns and tensors cannot be mixed");
    }
    if ((spec.name !== undefined) !== isNamed) {
      throw refusal(`${key}[${i}]`, "either all have a name or none");
    }
    if (!isNamed) continue;
    const name = String(spec.name);
    if (names.has(name)) {
      throw refusal(`${key}[${i}]`, `the name "${name}" appears twice`);
    }
    names.add(name);
  }
  if (isTensors) {
    if (!isNamed && specs.length > 1) {
      throw refusal(key, "more than one tensor, and they have no names");
    }
    return {
      kind: "tensors",
      tensors: specs.map((spec, i) => parseTensor(spec, `${key}[${i}]`)),
    };
  }
  return {
    kind: "columns",
    columns: specs.map((spec, i) => parseColumn(spec, `${key}[${i}]`)),
  };
}

/** MLflow takes the name 0 of a later column for none, and then answers no request. */
function requireZeroFirst(schema: Schema | undefined): void {
  if (schema === undefined) return;
  const specs = schema.kind === "columns" ? schema.columns : schema.tensors;
  const at = specs.findIndex(({ name }, i) => i > 0 && name === 0);
  if (at < 0) return;
  throw refusal(
    `signature.inputs[${at}].name`,
    "the number 0 is the name of a column that is not the first, which MLflow cannot serve either: log the model with the columns in order, or with texts for names",
  );
}

function parseList(
  value: unknown,
  key: string,
): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (value === undefined || value === null) return undefined;
  let list: unknown = value;
  if (typeof value === "string") {
    try {
      list = JSON.parse(value);
    } catch (error) {
      throw new ModelError(
        `Key "${key}": expected a JSON list in a text: ${reasonOf(error)}`,
        { cause: error },
      );
    }
  }
  if (list === null) return undefined;
  if (!Array.isArray(list)) throw refusal(key, "expected a JSON list");
  if (list.length > MAX_SPECS) {
    throw refusal(key, `${list.length} entries, at most ${MAX_SPECS} are read`);
  }
  return list.map((spec, i) => {
    if (!isRecord(spec)) throw refusal(`${key}[${i}]`, "expected an object");
    return spec;
  });
}

function parseColumn(
  spec: Readonly<Record<string, unknown>>,
  key: string,
): ColumnSpec {
  const type = parseType(spec, key, 0);
  // A scalar without the key was written before columns could be optional.
  const required = spec.required === undefined
    ? type.kind === "scalar" || type.kind === "any"
    : spec.required === true;
  const name = parseName(spec, key);
  if (name === undefined && !required && spec.required === false) {
    throw refusal(key, "a column without a name cannot be optional");
  }
  return name === undefined
    ? { type, required: true }
    : { name, type, required };
}

function parseType(
  spec: Readonly<Record<string, unknown>>,
  key: string,
  depth: number,
): ColumnType {
  if (depth > MAX_NESTING) {
    throw refusal(key, `types are nested deeper than ${MAX_NESTING}`);
  }
  const { type } = spec;
  switch (type) {
    case "array":
      return {
        kind: "array",
        items: nested(spec.items, `${key}.items`, depth),
      };
    case "map":
      return {
        kind: "map",
        values: nested(spec.values, `${key}.values`, depth),
      };
    case "any":
      return { kind: "any" };
    case "sparkml_vector":
      return { kind: "array", items: { kind: "scalar", type: "double" } };
    case "object": {
      if (!isRecord(spec.properties)) {
        throw refusal(key, `expected "properties", an object`);
      }
      const properties = Object.entries(spec.properties)
        .map(([name, value]): Property => {
          const at = `${key}.properties.${name}`;
          const type = nested(value, at, depth);
          const required = isRecord(value) && value.required !== undefined
            ? value.required === true
            : type.kind === "scalar" || type.kind === "any";
          return { name, type, required };
        })
        .sort((a, b) => a.name < b.name ? -1 : 1);
      if (properties.length === 0) throw refusal(key, "it has no property");
      return { kind: "object", properties };
    }
    default:
      if (isScalarType(type)) return { kind: "scalar", type };
      throw refusal(
        key,
        `unknown type ${JSON.stringify(type)}; expected one of ${
          [...SCALAR_TYPES].join(", ")
        }, array, object, map, any, tensor`,
      );
  }
}

function nested(value: unknown, key: string, depth: number): ColumnType {
  if (!isRecord(value)) throw refusal(key, "expected a type, an object");
  return parseType(value, key, depth + 1);
}

function parseTensor(
  spec: Readonly<Record<string, unknown>>,
  key: string,
): TensorSpec {
  const tensor = spec["tensor-spec"];
  if (!isRecord(tensor)) throw refusal(key, `expected "tensor-spec"`);
  const dtype = TENSOR_DTYPES.get(String(tensor.dtype));
  if (dtype === undefined) {
    throw refusal(
      `${key}.tensor-spec.dtype`,
      `unknown dtype ${JSON.stringify(tensor.dtype)}; expected one of ${
        [...TENSOR_DTYPES.keys()].join(", ")
      }`,
    );
  }
  const { shape } = tensor;
  if (
    !Array.isArray(shape) || shape.length > MAX_RANK ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= -1)
  ) {
    throw refusal(
      `${key}.tensor-spec.shape`,
      "expected a list of sizes, -1 for any",
    );
  }
  const name = parseName(spec, key);
  return name === undefined ? { dtype, shape } : { name, dtype, shape };
}

function parseName(
  spec: Readonly<Record<string, unknown>>,
  key: string,
): Label | undefined {
  if (spec.name === undefined || spec.name === null) return undefined;
  // A frame whose columns are called by numbers is logged with numbers.
  if (typeof spec.name === "string" || typeof spec.name === "number") {
    return spec.name;
  }
  throw refusal(`${key}.name`, "expected text");
}

function parseParams(
  value: unknown,
  key: string,
): readonly ParamSpec[] | undefined {
  return parseList(value, key)?.map((spec, i): ParamSpec => {
    const at = `${key}[${i}]`;
    if (typeof spec.name !== "string") {
      throw refusal(`${at}.name`, "expected text");
    }
    // MLflow 2.6 called the key `dtype`.
    const type = parseType({ ...spec, type: spec.type ?? spec.dtype }, at, 0);
    const { shape } = spec;
    const isList = Array.isArray(shape);
    if (isList ? shape.length !== 1 : shape !== null && shape !== undefined) {
      throw refusal(`${at}.shape`, "expected null or [-1]");
    }
    return {
      name: spec.name,
      type,
      defaultValue: spec.default ?? null,
      isList,
    };
  });
}

function isScalarType(type: unknown): type is ScalarType {
  return typeof type === "string" && SCALAR_TYPES.has(type);
}

function refusal(key: string, detail: string): ModelError {
  return new ModelError(`Key "${key}": ${detail}`);
}
