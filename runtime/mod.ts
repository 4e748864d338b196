/**
 * The host's app, on web standards alone.
 *
 * @module
 */
export { type App, createApp } from "./app.ts";
export type { Access, Admission } from "./access.ts";
export type { AppOptions } from "./app_settings.ts";
export type {
  ContentCoding,
  ContentCodings,
  Decoded,
} from "./codings/content_coding.ts";
export { type Logger, SILENT } from "./logger.ts";
export { mlflowModel, type MlflowModelOptions } from "./models/mlflow_model.ts";
export {
  type CodeScope,
  type ModuleModelOptions,
  openModule,
} from "./models/module_model.ts";
export type { ApiDescription } from "./api_description.ts";
export type { ScoreRequest, ScoringModel } from "./model.ts";
export type { ProtocolName } from "./protocols.ts";
export { Cors } from "./cors.ts";
export { RequestGate, type RequestGateOptions } from "./request_gate.ts";
export {
  type LoggedRequest,
  RequestLog,
  type RequestLogOptions,
} from "./request_log.ts";
export type { RequestMessage } from "./request_message.ts";
export type {
  RequestStep,
  RequestTrace,
  RequestTracing,
} from "./request_trace.ts";
export type { ScoreResponse } from "./score_response.ts";
export type { CountedAnswer, RequestMetrics } from "./request_metrics.ts";
export type {
  InitContext,
  RunContext,
  ScoringModule,
} from "./module/scoring_module.ts";
export type { StreamType } from "./module/stream_type.ts";
