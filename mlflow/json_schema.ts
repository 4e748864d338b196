import type {
  ColumnSpec,
  ColumnType,
  ScalarType,
  Schema,
  Signature,
  TensorSpec,
} from "./signature.ts";

/** A JSON Schema, as OpenAPI documents carry it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of the body of `/score`: `{"input_data": …, "params": …}`.
 *
 * @param signature The model's signature, if it has one.
 * @returns The schema.
 */
export function inputSchema(signature: Signature | undefined): JsonSchema {
  const properties: Record<string, JsonSchema> = {
    "input_data": dataSchema(signature?.inputs),
    ...paramsSchema(signature),
  };
  return { type: "object", required: ["input_data"], properties };
}

/**
 * The JSON Schema of the body of `/invocations`, as MLflow takes it in each of
 * its forms, or of a body in KServe's first protocol, which took two of them.
 *
 * @param signature The model's signature, if it has one.
 * @param forms The forms that are described.
 * @returns The schema.
 */
export function invocationSchema(
  signature: Signature | undefined,
  forms: readonly InvocationForm[] = INVOCATION_FORMS,
): JsonSchema {
  return {
    type: "object",
    properties: {
      ...Object.fromEntries(
        forms.map((form) => [form, formSchema(form, signature?.inputs)]),
      ),
      ...paramsSchema(signature),
    },
    anyOf: forms.map((form) => ({ required: [form] })),
  };
}

/**
 * The JSON Schema of the answer to such a body.
 *
 * @param signature The model's signature, if it has one.
 * @returns The schema.
 */
export function predictionsSchema(
  signature: Signature | undefined,
): JsonSchema {
  return {
    type: "object",
    required: ["predictions"],
    properties: { predictions: outputSchema(signature) },
  };
}

/** A form in which MLflow takes its input. */
export type InvocationForm =
  | "dataframe_split"
  | "dataframe_records"
  | "inputs"
  | "instances";

const INVOCATION_FORMS: readonly InvocationForm[] = [
  "dataframe_split",
  "dataframe_records",
  "inputs",
  "instances",
];

function formSchema(
  form: InvocationForm,
  schema: Schema | undefined,
): JsonSchema {
  switch (form) {
    case "dataframe_split":
      return schema?.kind === "columns" ? dataSchema(schema) : {
        type: "object",
        required: ["data"],
      };
    case "dataframe_records":
      return recordsSchema(schema);
    case "inputs":
      return schema?.kind === "tensors" ? tensorsSchema(schema.tensors) : {};
    case "instances":
      if (schema?.kind === "columns") return recordsSchema(schema);
      return schema?.tensors[0]?.name === undefined && schema !== undefined
        ? tensorsSchema(schema.tensors)
        : { type: "array", items: {} };
  }
}

function recordsSchema(schema: Schema | undefined): JsonSchema {
  const isNamed = schema?.kind === "columns" &&
    schema.columns[0]?.name !== undefined;
  return {
    type: "array",
    items: isNamed ? rowSchema(schema.columns) : {},
  };
}

function paramsSchema(
  signature: Signature | undefined,
): Record<string, JsonSchema> {
  const params = signature?.params ?? [];
  if (params.length === 0) return {};
  return {
    params: {
      type: "object",
      properties: Object.fromEntries(params.map((param) => [param.name, {
        ...(param.isList
          ? { type: "array", items: typeSchema(param.type) }
          : typeSchema(param.type)),
        default: param.defaultValue,
      }])),
    },
  };
}

/**
 * The JSON Schema of the answer of `/score`.
 *
 * @param signature The model's signature, if it has one.
 * @returns The schema; `{}`, which allows anything, if the signature says nothing.
 */
export function outputSchema(signature: Signature | undefined): JsonSchema {
  const schema = signature?.outputs;
  if (schema === undefined) return {};
  if (schema.kind === "tensors") return tensorsSchema(schema.tensors);
  const { columns } = schema;
  if (columns[0]?.name !== undefined) {
    return { type: "array", items: rowSchema(columns) };
  }
  return columns.length === 1
    ? { type: "array", items: typeSchema(columns[0]!.type) }
    : { type: "array", items: { type: "array" } };
}

function dataSchema(schema: Schema | undefined): JsonSchema {
  if (schema === undefined) return {};
  if (schema.kind === "tensors") return tensorsSchema(schema.tensors);
  const { columns } = schema;
  const names = columns.map((column, i) => column.name ?? i);
  return {
    type: "object",
    required: ["columns", "data"],
    properties: {
      columns: { type: "array", items: { enum: names }, default: names },
      index: { type: "array", items: {} },
      data: {
        type: "array",
        items: {
          type: "array",
          items: oneOf(columns.map((column) => typeSchema(column.type))),
        },
      },
    },
  };
}

/** A list of schemas as one, each different one once. */
function oneOf(schemas: readonly JsonSchema[]): JsonSchema {
  const texts = new Set(schemas.map((schema) => JSON.stringify(schema)));
  const different: JsonSchema[] = [...texts].map((text) => JSON.parse(text));
  return different.length === 1 ? different[0]! : { anyOf: different };
}

function rowSchema(columns: readonly ColumnSpec[]): JsonSchema {
  return {
    type: "object",
    required: columns.filter((column) => column.required).map((column) =>
      String(column.name)
    ),
    properties: Object.fromEntries(
      columns.map((column) => [column.name, typeSchema(column.type)]),
    ),
  };
}

function tensorsSchema(tensors: readonly TensorSpec[]): JsonSchema {
  const first = tensors[0];
  if (first !== undefined && first.name === undefined) {
    return tensorSchema(first);
  }
  return {
    type: "object",
    required: tensors.map((tensor) => String(tensor.name)),
    properties: Object.fromEntries(
      tensors.map((tensor) => [tensor.name, tensorSchema(tensor)]),
    ),
  };
}

function tensorSchema(tensor: TensorSpec): JsonSchema {
  return tensor.shape.reduceRight<JsonSchema>(
    (items, size) =>
      size === -1
        ? { type: "array", items }
        : { type: "array", items, minItems: size, maxItems: size },
    elementSchema(tensor.dtype),
  );
}

function elementSchema(dtype: string): JsonSchema {
  if (dtype === "bool") return { type: "boolean" };
  if (dtype === "str" || dtype === "bytes") return { type: "string" };
  if (dtype.includes("int")) return { type: "integer" };
  return dtype.startsWith("float") ? { type: "number" } : {};
}

function typeSchema(type: ColumnType): JsonSchema {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.type];
    case "array":
      return { type: "array", items: typeSchema(type.items) };
    case "map":
      return {
        type: "object",
        additionalProperties: typeSchema(type.values),
      };
    case "object":
      return {
        type: "object",
        required: type.properties.filter((property) => property.required)
          .map((property) => property.name),
        properties: Object.fromEntries(
          type.properties.map((
            property,
          ) => [property.name, typeSchema(property.type)]),
        ),
      };
    case "any":
      return {};
  }
}

const SCALARS: Readonly<Record<ScalarType, JsonSchema>> = {
  boolean: { type: "boolean" },
  integer: { type: "integer", format: "int32" },
  long: { type: "integer", format: "int64" },
  float: { type: "number", format: "float" },
  double: { type: "number", format: "double" },
  string: { type: "string" },
  binary: { type: "string", format: "byte" },
  datetime: { type: "string", format: "date-time" },
};
