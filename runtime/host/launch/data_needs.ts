import { resolve } from "node:path";
import { parseDatastoreFlag } from "../../../collector/host/shipping/container_location.ts";
import type { FilterArguments } from "../command/data_command.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { Needs } from "./needs.ts";
import { addShippingNeeds } from "./shipping_needs.ts";

/**
 * What `samla data` needs.
 *
 * @param flags Which data was asked for.
 * @param context What the process knows.
 * @param output The file that rows are written to, if they are.
 * @returns The needs.
 * @throws {ConfigurationError} If a place or `samla.yml` is wrong.
 */
export async function dataNeeds(
  flags: Pick<FilterArguments, "dataDir" | "datastore" | "workspace">,
  context: LaunchContext,
  output?: string,
): Promise<Launch> {
  const needs = new Needs();
  if (output !== undefined) {
    needs.add("read", resolve(output)).add("write", resolve(output));
  }
  const { datastore, workspace } = flags;
  if (datastore === undefined) {
    needs.add("read", resolve(flags.dataDir));
    return { needs, speaksToAzure: false };
  }
  const isUri = /^azureml:/i.test(datastore);
  const url = /^[a-z]+:/i.test(datastore)
    ? datastore
    : parseDatastoreFlag(datastore)[1];
  const speaksToAzure = await addShippingNeeds(needs, {
    ...(isUri ? {} : { datastore: [`named=${url}`] }),
    ...(workspace === undefined ? {} : { workspace }),
  }, context);
  return { needs, speaksToAzure };
}
