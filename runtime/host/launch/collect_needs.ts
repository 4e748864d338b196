import { resolve } from "node:path";
import type { CollectArguments } from "../command/collect_command.ts";
import { addCollectorNeeds } from "./collector_needs.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { addListeningNeeds } from "./listening_needs.ts";
import { Needs } from "./needs.ts";
import { addShippingNeeds } from "./shipping_needs.ts";

/**
 * What `samla collect` needs.
 *
 * @param path The deployment, as it was named.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If `samla.yml` is wrong.
 */
export async function collectNeeds(
  path: string,
  flags: CollectArguments,
  context: LaunchContext,
): Promise<Launch> {
  const needs = new Needs().add("read", resolve(path));
  addListeningNeeds(needs, flags);
  addCollectorNeeds(needs, flags.dataDir, context);
  if (flags.upstream !== undefined) {
    addListeningNeeds(needs, { host: flags.frontHost, port: flags.frontPort });
    const upstream = hostOfUrl(flags.upstream);
    if (upstream !== undefined) needs.add("net", upstream);
  }
  const speaksToAzure = await addShippingNeeds(needs, flags, context);
  return { needs, speaksToAzure };
}
