import { isRecord } from "../../../ground/is_record.ts";
import type { JsonSchema } from "../../json_schema.ts";
import type { TensorMetadata } from "./tensor_metadata.ts";

/**
 * The JSON Schema of a body of the Open Inference Protocol.
 *
 * @param tensors What a model takes, or gives; none if its signature does not say.
 * @param side Whether it is a request or an answer.
 * @returns The schema.
 */
export function inferSchema(
  tensors: readonly TensorMetadata[],
  side: "inputs" | "outputs",
): JsonSchema {
  const items = tensors.length === 0
    ? tensorSchema({ type: "string" }, { type: "string" })
    : {
      anyOf: tensors.map(({ name, datatype }) =>
        tensorSchema({ const: name }, { const: datatype })
      ),
    };
  return {
    type: "object",
    required: [side],
    properties: {
      ...(side === "outputs"
        ? {
          "model_name": { type: "string" },
          "model_version": { type: "string" },
        }
        : {}),
      id: { type: "string" },
      parameters: { type: "object" },
      [side]: { type: "array", items },
    },
  };
}

function tensorSchema(name: JsonSchema, datatype: JsonSchema): JsonSchema {
  return {
    type: "object",
    required: ["name", "shape", "datatype"],
    properties: {
      name,
      shape: { type: "array", items: { type: "integer", minimum: 0 } },
      datatype,
      parameters: { type: "object" },
      data: { type: "array", items: {} },
    },
  };
}

/**
 * A request of the Open Inference Protocol with the values of one of MLflow's.
 *
 * @param tensors What the model takes.
 * @param body The body for `/invocations`.
 * @returns The request; `undefined` if its values cannot be told apart.
 */
export function sampleInferRequest(
  tensors: readonly TensorMetadata[],
  body: Readonly<Record<string, unknown>>,
): JsonSchema | undefined {
  const values = valuesOf(tensors, body);
  if (values === undefined) return undefined;
  const inputs = tensors.map(({ name, datatype }, index) => {
    const nested = values[index];
    return { name, shape: shapeOf(nested), datatype, data: flat(nested) };
  });
  const isWhole = inputs.every(({ data }) =>
    data.every((value) => value !== undefined && value !== null)
  );
  return isWhole && inputs.length > 0 ? { inputs } : undefined;
}

/** The values of each tensor, nested as its shape is. */
function valuesOf(
  tensors: readonly TensorMetadata[],
  { dataframe_split: split, inputs }: Readonly<Record<string, unknown>>,
): readonly unknown[] | undefined {
  if (isRecord(split) && Array.isArray(split.data)) {
    const { columns, data } = split;
    return tensors.map(({ name }, index) => {
      const at = Array.isArray(columns) ? columns.indexOf(name) : index;
      return data.map((row: readonly unknown[]) => [row[at]]);
    });
  }
  if (isRecord(inputs)) return tensors.map(({ name }) => inputs[name]);
  return tensors.length === 1 && Array.isArray(inputs) ? [inputs] : undefined;
}

function shapeOf(nested: unknown): number[] {
  if (!Array.isArray(nested)) return [];
  return [nested.length, ...(nested.length === 0 ? [] : shapeOf(nested[0]))];
}

function flat(nested: unknown): unknown[] {
  return Array.isArray(nested) ? nested.flatMap(flat) : [nested];
}
