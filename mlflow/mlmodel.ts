import type { Signature } from "./signature.ts";

/** One entry of `flavors:` in `MLmodel`: its keys as they stand there. */
export type FlavorConfig = Readonly<Record<string, unknown>>;

/** A parsed `MLmodel` file. */
export interface ModelSpec {
  /** The entries of `flavors:`, by name. */
  readonly flavors: ReadonlyMap<string, FlavorConfig>;
  /** The signature, if the model was logged with one. */
  readonly signature?: Signature;
  /** Where the input example is, relative to the model: `input_example.json`. */
  readonly inputExamplePath?: string;
  /** Where a ready request body is, relative to the model: `serving_input_example.json`. */
  readonly servingInputPath?: string;
  /** The MLflow that wrote it; absent in very old files. */
  readonly mlflowVersion?: string;
  /** The model's unique id. */
  readonly modelUuid?: string;
  /** Every key of the file, those that this reader does not know included. */
  readonly keys: Readonly<Record<string, unknown>>;
}
