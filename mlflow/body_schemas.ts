import { isRecord } from "../ground/is_record.ts";
import {
  invocationSchema,
  type JsonSchema,
  predictionsSchema,
} from "./json_schema.ts";
import {
  inferSchema,
  sampleInferRequest,
} from "./protocol/open_inference/infer_schema.ts";
import { tensorMetadata } from "./protocol/open_inference/tensor_metadata.ts";
import { sampleRequest, type SampleSource } from "./sample_request.ts";

/** What a protocol takes and answers, as JSON Schemas; `input` has an `example`. */
export interface BodySchemas {
  /** Of the body of a request. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Of its answer. */
  readonly output: Readonly<Record<string, unknown>>;
}

/**
 * What a model takes and answers in the protocols that are not Azure ML's.
 *
 * @param source The model, loaded.
 * @returns The schemas by the protocol's name: MLflow's, KServe's first one, and the Open Inference Protocol.
 */
export function bodySchemas(
  source: SampleSource,
): Readonly<Record<"mlflow" | "kserve-v1" | "open-inference", BodySchemas>> {
  const { signature } = source.spec;
  const sample = sampleRequest(source, { protocol: "mlflow" }) as Record<
    string,
    unknown
  >;
  const output = predictionsSchema(signature);
  const inputs = tensorMetadata(signature, "inputs");
  return {
    mlflow: {
      input: { ...invocationSchema(signature), example: sample },
      output,
    },
    "kserve-v1": {
      input: withExample(
        invocationSchema(signature, ["instances", "inputs"]),
        instancesOf(sample),
      ),
      output,
    },
    "open-inference": {
      input: withExample(
        inferSchema(inputs, "inputs"),
        sampleInferRequest(inputs, sample),
      ),
      output: inferSchema(tensorMetadata(signature, "outputs"), "outputs"),
    },
  };
}

function withExample(
  schema: JsonSchema,
  example: JsonSchema | undefined,
): JsonSchema {
  return example === undefined ? schema : { ...schema, example };
}

/** A body of MLflow's in the words of KServe. */
function instancesOf(
  body: Readonly<Record<string, unknown>>,
): JsonSchema | undefined {
  const { dataframe_split: split, dataframe_records: records, ...rest } = body;
  if (records !== undefined) return { instances: records, ...rest };
  if (!isRecord(split)) return body;
  const { columns, data } = split;
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined;
  const instances = data.map((row: readonly unknown[]) =>
    Object.fromEntries(columns.map((name, index) => [name, row[index]]))
  );
  return { instances, ...rest };
}
