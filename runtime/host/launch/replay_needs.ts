import { dirname, resolve } from "node:path";
import type { ReplayArguments } from "../command/replay_command.ts";
import { replayUrl } from "../command/replay_url.ts";
import { dataNeeds } from "./data_needs.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";

/**
 * What `samla replay` needs: the data, and the one host that is asked.
 *
 * @param collection The collection, or a file of one.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If a place or the address is wrong.
 */
export async function replayNeeds(
  collection: string,
  flags: ReplayArguments,
  context: LaunchContext,
): Promise<Launch> {
  const launch = await dataNeeds(flags, context);
  const { needs } = launch;
  needs.add("net", hostOfUrl(replayUrl(flags.to).href)!);
  if (flags.keyFile !== undefined) needs.add("read", resolve(flags.keyFile));
  if (collection.endsWith(".jsonl")) {
    const path = resolve(collection);
    needs.add("read", dirname(path));
    // Its answers lie in the folder of another collection.
    for (
      const [one, other] of [["model_inputs", "model_outputs"], [
        "request",
        "response",
      ]]
    ) {
      needs.add("read", dirname(path.replace(`/${one}/`, `/${other}/`)));
    }
  }
  return launch;
}
