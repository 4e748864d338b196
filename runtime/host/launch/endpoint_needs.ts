import { resolve } from "node:path";
import type { ServeArguments } from "../command/serve_options.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { Launch, LaunchContext } from "./launch_context.ts";
import { PERMISSION_KINDS } from "./needs.ts";
import { serveNeeds } from "./serve_needs.ts";

/**
 * What serving several deployments of an endpoint needs: what each of them
 * does, and the endpoint's file.
 *
 * @param endpoint The endpoint's file.
 * @param deployments The deployments' files, at least one.
 * @param options What the command was told, and what the process knows.
 * @returns The needs.
 * @throws {ConfigurationError} If a file cannot be read, or their scripts are of several projects.
 */
export async function endpointNeeds(
  endpoint: string,
  deployments: readonly string[],
  options: { readonly flags: ServeArguments; readonly context: LaunchContext },
): Promise<Launch> {
  const { flags, context } = options;
  const launches: Launch[] = [];
  for (const deployment of deployments) {
    launches.push(
      await serveNeeds(deployment, { ...flags, isolation: "none" }, context),
    );
  }
  const [first, ...others] = launches;
  const { needs } = first!;
  needs.add("read", resolve(endpoint));
  for (const other of others) {
    for (const kind of PERMISSION_KINDS) {
      needs.add(kind, ...other.needs.granted(kind));
    }
  }
  const projects = launches.flatMap(({ project }) => project ?? []);
  const [project] = projects;
  const stranger = projects.find(({ root }) => root !== project?.root);
  if (stranger !== undefined) {
    throw new ConfigurationError(
      `Cannot serve scripts of several projects in one host: ${
        project!.root
      } and ${stranger.root}, whose imports may mean other things; serve each by itself`,
    );
  }
  return {
    needs,
    project,
    speaksToAzure: launches.some(({ speaksToAzure }) => speaksToAzure),
  };
}
