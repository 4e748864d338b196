import { dirname, extname, join, resolve } from "node:path";
import { isModelUri } from "../../../mlflow/model_uri.ts";
import type { TestArguments } from "../command/test_command.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { serveNeeds } from "./serve_needs.ts";

/**
 * What `samla test` needs: what serving needs, asking on this machine, and the
 * folder of the requests.
 *
 * @param target A model, a module or a deployment, as it was named.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If a file that says them cannot be read.
 */
export async function testNeeds(
  target: string,
  flags: TestArguments,
  context: LaunchContext,
): Promise<Launch> {
  const launch = await serveNeeds(
    target,
    { ...flags, isolation: "none" },
    context,
  );
  const beside = extname(target) === "" ? target : dirname(target);
  const folder = flags.requests ??
    (isModelUri(target) ? "requests" : join(beside, "requests"));
  // It asks on a port that is free then.
  launch.needs.add("net", "127.0.0.1").add("read", resolve(folder));
  return launch;
}
