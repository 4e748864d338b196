import type { Command } from "commander";

/**
 * Adds the options that say where collected data is shipped to.
 *
 * @param command The command.
 */
export function addShippingOptions(command: Command): void {
  command
    .option(
      "--datastore <name=url>",
      "ship to this container; repeatable; workspaceblobstore is the default",
      (text: string, others: string[]) => [...others, text],
      [],
    )
    .option("--workspace <id>", "the workspace that knows the datastores")
    .option("--create-containers", "make containers that are missing");
}
