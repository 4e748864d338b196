import { resolve } from "node:path";
import type { Logger } from "../../logger.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { planServe, type ServeFlags, type ServePlan } from "../plan.ts";
import { type EndpointFile, readEndpointFile } from "./endpoint_file.ts";

/** Several deployments of an endpoint. */
export interface EndpointPlan {
  /** What the endpoint's file says. */
  readonly endpoint: EndpointFile;
  /** Each deployment. */
  readonly plans: readonly ServePlan[];
  /** Reads the endpoint's file again. */
  readonly reread: () => Promise<EndpointFile>;
}

/**
 * Decides what several deployments of an endpoint serve and collect.
 *
 * @param path The endpoint's file.
 * @param deployments The deployments' files.
 * @param flags What the command was told, for each of them.
 * @param options Where a download writes what happens.
 * @returns The plan.
 * @throws {ConfigurationError} If a file is wrong, or they do not belong together.
 */
export async function planEndpoint(
  path: string,
  deployments: readonly string[],
  options: {
    readonly flags: Omit<ServeFlags, "target">;
    readonly log: Logger;
  },
): Promise<EndpointPlan> {
  const { flags, log } = options;
  for (const name of ["endpoint", "deployment"] as const) {
    if (flags[name] === undefined) continue;
    throw new ConfigurationError(
      `Cannot serve several deployments with --${name}: their files say it`,
    );
  }
  const plans: ServePlan[] = [];
  for (const target of deployments) {
    plans.push(await planServe({ ...flags, target }, { log }));
  }
  const names = plans.map(({ deployment }) => deployment);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ConfigurationError(
      `Cannot serve two deployments of the name "${twice}": give each another one`,
    );
  }
  const reread = () => readEndpointFile(resolve(path), names);
  const endpoint = await reread();
  const stray = plans.findIndex((plan) => plan.endpoint !== endpoint.name);
  if (stray >= 0) {
    throw new ConfigurationError(
      `Cannot serve ${deployments[stray]}: its endpoint_name is "${
        plans[stray]!.endpoint
      }", and the endpoint of ${path} is "${endpoint.name}"`,
    );
  }
  return { endpoint, plans, reread };
}
