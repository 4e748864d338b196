/**
 * The host as a library: to serve a plan from a program of one's own.
 *
 * @module
 */
export { ConfigurationError } from "./configuration_error.ts";
export type { OpenedModel } from "./open_model.ts";
export type { EngineName, OnnxChoices } from "./flavors.ts";
export { planServe, type ServeFlags, type ServePlan } from "./plan.ts";
export { type RunningHost, type ServeOptions, startHost } from "./serve.ts";
