/**
 * Samla: a scoring host with production-data collection built in. This entry
 * runs anywhere that has web standards; `@samla/samla/host` adds the machine.
 *
 * @module
 */
export {
  type Column,
  DataFrame,
  type DType,
  type SplitFrame,
  Tensor,
  type TensorData,
  type TensorDType,
} from "./frame/mod.ts";
export {
  BasicCorrelationContext,
  Collector,
  type CollectorConfig,
  type CollectorOptions,
  type CorrelationContext,
  type CorrelationOptions,
  Deployment,
  type DeploymentOptions,
  MemorySpool,
  parseCollectorConfig,
} from "./collector/mod.ts";
export {
  type ArtifactStore,
  type Flavor,
  InputError,
  LoadedModel,
  loadModel,
  memoryStore,
  ModelError,
  type Predictor,
} from "./mlflow/mod.ts";
export { type App, type AppOptions, createApp } from "./runtime/app.ts";
export { mlflowModel } from "./runtime/models/mlflow_model.ts";
export { openModule } from "./runtime/models/module_model.ts";
export type { ScoringModel } from "./runtime/model.ts";
export type {
  InitContext,
  RunContext,
  ScoringModule,
} from "./runtime/module/scoring_module.ts";
