import type { DataFrame, Tensor } from "../frame/mod.ts";
import type { ArtifactStore } from "./artifact_store.ts";
import type { ModelLimits } from "./model_limits.ts";
import type { ModelSpec } from "./mlmodel.ts";

/** What a model predicts on: a table, an array, or named arrays. */
export type ModelInput = DataFrame | Tensor | NamedTensors;

/** Arrays by the names of a model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A model's parameters by name, checked against its signature. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * What a model answers: a table, an array, named arrays, or a list of plain
 * values (as a classifier of a pipeline that gives one object a row).
 */
export type Prediction = DataFrame | Tensor | NamedTensors | readonly unknown[];

/** What a caller says of a prediction beside its input. */
export interface PredictOptions {
  /** Aborted when the answer is no longer wanted. Read it only where something waits: to read it makes it. */
  readonly signal?: AbortSignal;
}

/** A loaded model that answers. */
export interface Predictor extends AsyncDisposable {
  /** Facts worth showing a person: library and versions, sizes, the pipeline as a tree. */
  readonly summary: ModelSummary;
  /**
   * Predicts.
   *
   * @param input The rows.
   * @param params The parameters, for flavors that take some.
   * @param options When the answer is no longer wanted, for engines that can stop.
   * @returns One answer a row; a promise only where the engine needs one.
   * @throws {InputError} If this model cannot take the input, as its library could not.
   */
  predict(
    input: ModelInput,
    params?: Params,
    options?: PredictOptions,
  ): Prediction | Promise<Prediction>;
}

/** What `samla inspect` prints of a loaded model, beside its signature. */
export interface ModelSummary {
  /** The library that made it, with its version: `xgboost 3.2.0`. */
  readonly library: string;
  /** What it is, outermost first, two spaces a level: `Pipeline`, `  StandardScaler`, …. */
  readonly structure: readonly string[];
}

/**
 * A kind of model that MLflow logs. To add one: a file in `flavors/`, a line in
 * `flavors/all_flavors.ts`, and golden files for the contract test.
 */
export interface Flavor {
  /** The key under `flavors:` in `MLmodel`, as `xgboost`. */
  readonly name: string;
  /**
   * Reads the model's files, within the limits.
   *
   * @throws {ModelError} If a file cannot be understood, or says something this flavor cannot do.
   */
  open(
    store: ArtifactStore,
    model: ModelSpec,
    limits?: ModelLimits,
  ): Promise<Predictor>;
}
