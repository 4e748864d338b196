import type { BodySchemas, TensorMetadata } from "../mlflow/mod.ts";

/** What a client may know of a model, for `/swagger.json` and `/openapi.json`. */
export interface ApiDescription {
  /** The inputs and outputs as tensors, for the metadata of the Open Inference Protocol. */
  readonly tensors?: Readonly<
    Record<"inputs" | "outputs", readonly TensorMetadata[]>
  >;
  /** What it takes and answers in other protocols, as JSON Schemas, by the protocol's name; not described if absent. */
  readonly bodies?: Readonly<Record<string, BodySchemas>>;
  /** JSON Schema of the body of `/score`. */
  readonly input: Readonly<Record<string, unknown>>;
  /** JSON Schema of its answer. */
  readonly output: Readonly<Record<string, unknown>>;
}
