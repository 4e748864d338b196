import { resolve } from "node:path";
import { isModelUri } from "../../../mlflow/model_uri.ts";
import type { InspectArguments } from "../command/samla_command.ts";
import { localPath } from "../local_path.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { addModelNeeds } from "./model_needs.ts";
import { Needs } from "./needs.ts";

/**
 * What `samla inspect` needs.
 *
 * @param model The model, as it was named.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 */
export async function inspectNeeds(
  model: string,
  flags: InspectArguments,
  context: LaunchContext,
): Promise<Launch> {
  const needs = new Needs();
  const cacheFolder = resolve(flags.modelCache);
  const place = isModelUri(model) ? model : await localPath(model, resolve());
  await addModelNeeds(needs, place, { cacheFolder, context });
  return { needs, speaksToAzure: false };
}
