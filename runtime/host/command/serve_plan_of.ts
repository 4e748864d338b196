import type { Logger } from "../../logger.ts";
import { planServe, type ServeFlags, type ServePlan } from "../plan.ts";
import { collectorVariables } from "../plan_collection.ts";
import { settingsOf } from "./options/collector_options.ts";
import type { ServeArguments } from "./serve_options.ts";

/**
 * Decides what is served, by a command line.
 *
 * @param target A model, a module or a deployment.
 * @param flags What the command was told.
 * @param options Where a download writes what happens.
 * @returns The plan.
 * @throws {ConfigurationError} If a path, a key or a value is wrong.
 */
export async function servePlanOf(
  target: string,
  flags: ServeArguments,
  options: { readonly log: Logger },
): Promise<ServePlan> {
  return await planServe({ ...serveFlagsOf(flags), target }, options);
}

/**
 * What a command line says of whatever is served.
 *
 * @param flags What the command was told.
 * @returns The same, as a plan takes it.
 */
export function serveFlagsOf(
  flags: ServeArguments,
): Omit<ServeFlags, "target"> {
  return {
    ...flags,
    compatibility: flags.mlflowCompat,
    bounds: { maxColumns: flags.maxColumns, maxCells: flags.maxCells },
    onnx: { engine: flags.engine, rows: flags.onnxRows },
    settings: settingsOf(flags),
    variables: collectorVariables(),
  };
}
