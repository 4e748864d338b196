/**
 * The collector: tables in, lines of CloudEvents out.
 *
 * @module
 */
export { Collector, type CollectorOptions } from "./collector.ts";
export {
  BasicCorrelationContext,
  type CorrelationContext,
  type CorrelationOptions,
  type Recorded,
} from "./correlation.ts";
export {
  collectEverything,
  type CollectionConfig,
  collectNothing,
  type CollectorConfig,
  parseCollectorConfig,
} from "./config.ts";
export type { CollectingDeployment } from "./collecting_deployment.ts";
export { Deployment } from "./deployment.ts";
export { collectionUri } from "./collection_uri.ts";
export { parseWorkspaceId, type WorkspaceName } from "./datastore_uri.ts";
export type { ShippingCounters } from "./shipping_counters.ts";
export type {
  DeploymentOptions,
  PayloadOptions,
} from "./deployment_options.ts";
export type { ArrowTable, CollectableTable } from "./collectable_table.ts";
export type { HttpPayload, RequestPayload } from "./payload.ts";
export type { CollectionProblem } from "./problem_reports.ts";
export type { Counters } from "./counters.ts";
export {
  type AsyncScope,
  asyncScope,
  type CollectorScope,
  useAsyncScope,
} from "./async_scope.ts";
export {
  type CollectedPayload,
  Collection,
  type CollectionOptions,
  type CollectOptions,
  type UnwrittenCounts,
} from "./collection.ts";
export type { EventWriterOptions } from "./event_writer.ts";
export type { RequestScope, ServedRequestId } from "./request_scope.ts";
export { deploymentSource } from "./deployment_source.ts";
export type { RollingRate } from "./rolling.ts";
export type { EventFields, EventTemplate } from "./event_line.ts";
export type { RemovedFile, Spool, SpooledContent } from "./spool.ts";
export { MemorySpool } from "./memory_spool.ts";
export { parseMdcConfig } from "./mdc_config.ts";
export {
  COLLECTOR_SETTINGS,
  type CollectorSettingRow,
  type CollectorSettings,
  type Durability,
} from "./collector_settings.ts";
export {
  collectorSettingsOf,
  type CollectorSettingTexts,
  settingVariable,
  withCollectorSettings,
} from "./settings.ts";
export { SettingError } from "./setting_error.ts";
