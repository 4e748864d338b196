/**
 * The collector on a machine: deployments on the disk, and reading back.
 *
 * @module
 */
export { AsyncLocalScope } from "./async_scope.ts";
export {
  openDeployment,
  type OpenDeploymentOptions,
} from "./open_deployment.ts";
export {
  type DataFile,
  type DataFilter,
  dataRoot,
  listDataFiles,
  readLines,
} from "./data_files.ts";
export { type CollectionSummary, listData } from "./list_data.ts";
export { tailData, type TailedLine, type TailOptions } from "./tail_data.ts";
export {
  exportData,
  type ExportOptions,
  type ExportSummary,
} from "./export_data.ts";
