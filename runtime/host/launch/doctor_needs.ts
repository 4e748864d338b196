import { join, resolve } from "node:path";
import { TRACKING_VARIABLES } from "../../../mlflow/tracking/tracking_settings.ts";
import type { DoctorArguments } from "../doctor/examine_start.ts";
import { CREDENTIAL_VARIABLES } from "../doctor/examine_credentials.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { Needs } from "./needs.ts";
import { addShippingNeeds } from "./shipping_needs.ts";

/**
 * What `samla doctor` needs: to try what a start would do.
 *
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If a place or `samla.yml` is wrong.
 */
export async function doctorNeeds(
  flags: DoctorArguments,
  context: LaunchContext,
): Promise<Launch> {
  const { variables } = context;
  const dataDir = resolve(flags.dataDir);
  const needs = new Needs()
    .add("read", dataDir)
    .add("write", dataDir)
    .add("sys", "statfs")
    .add("run", flags.python)
    .add("env", ...TRACKING_VARIABLES, ...CREDENTIAL_VARIABLES, "HOME");
  const { HOME, MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI } = variables;
  if (HOME) needs.add("read", join(HOME, ".mlflow", "credentials"));
  for (const url of [MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI]) {
    const host = url ? hostOfUrl(url) : undefined;
    if (host !== undefined) needs.add("net", host);
  }
  const speaksToAzure = await addShippingNeeds(needs, flags, context);
  return { needs, speaksToAzure };
}
