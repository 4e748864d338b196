/**
 * MLflow models: their files, signatures and protocol.
 *
 * @module
 */
export type { ArtifactStore, Bytes } from "./artifact_store.ts";
export {
  InputError,
  type InputErrorCode,
  ModelError,
  UnsupportedMediaTypeError,
} from "./errors.ts";
export type {
  Flavor,
  ModelInput,
  ModelSummary,
  NamedTensors,
  Params,
  Prediction,
  PredictOptions,
  Predictor,
} from "./flavor.ts";
export { type BodySchemas, bodySchemas } from "./body_schemas.ts";
export { inputSchema, type JsonSchema, outputSchema } from "./json_schema.ts";
export { LoadedModel, loadModel } from "./load.ts";
export type { ModelLimits } from "./model_limits.ts";
export { type FlavorConfig, type ModelSpec, parseMlmodel } from "./mlmodel.ts";
export { isModelUri, type ModelUri, parseModelUri } from "./model_uri.ts";
export { PlainInput } from "./plain_input.ts";
export { inputFrame, predictionFrame } from "./prediction_frame.ts";
export {
  writeAzureAnswer,
  writeErrorAnswer,
  writeInvocationAnswer,
} from "./protocol/answers.ts";
export type { InferDataType } from "./protocol/open_inference/element.ts";
export {
  type InferAnswer,
  writeInferAnswer,
} from "./protocol/open_inference/infer_answer.ts";
export {
  type InferRequest,
  readInferRequest,
  type RequestedOutput,
} from "./protocol/open_inference/infer_request.ts";
export {
  type TensorMetadata,
  tensorMetadata,
} from "./protocol/open_inference/tensor_metadata.ts";
export { readAzureInput } from "./protocol/azure.ts";
export { isLong } from "./protocol/is_long.ts";
export { readLongAzureInput } from "./protocol/read_long_azure_input.ts";
export {
  type LongInvocationOptions,
  readLongInvocation,
} from "./protocol/read_long_invocation.ts";
export { readLongInferRequest } from "./protocol/open_inference/read_long_infer_request.ts";
export {
  type Compatibility,
  type Invocation,
  type InvocationOptions,
  readInvocation,
} from "./protocol/invocations.ts";
export { DEFAULT_BOUNDS, type TableBounds } from "./protocol/table_bounds.ts";
export { readParquetInvocation } from "./protocol/parquet/read_parquet.ts";
export { type MediaType, readMediaType } from "./protocol/media_type.ts";
export { sampleRequest, type SampleSource } from "./sample_request.ts";
export { parseSignature } from "./parse_signature.ts";
export {
  type ColumnSpec,
  type ColumnType,
  type Label,
  type ParamSpec,
  type Property,
  type ScalarType,
  type Schema,
  type Signature,
  type TensorSpec,
} from "./signature.ts";
export { memoryStore } from "./stores/memory_store.ts";
export { describeType } from "./describe_schema.ts";
