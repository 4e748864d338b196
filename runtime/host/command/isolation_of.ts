import * as v from "valibot";
import { ConfigurationError } from "../configuration_error.ts";
import type { Isolation } from "../isolation/open_isolated.ts";
import type { ServePlan } from "../plan.ts";
import { grantedVariable } from "../service_variables.ts";
import type { ServeArguments } from "./serve_options.ts";

/** So many at least that a request does not wait behind one that computes. */
const LEAST_PROCESSES = 2;

const ModuleProcess = v.object({
  socket: v.string(),
  executable: v.string(),
  args: v.array(v.string()),
  variables: v.array(v.string()),
});

/**
 * How the module of a plan is kept apart.
 *
 * @param plan What is served.
 * @param flags What the command was told.
 * @param workers How many workers there would be.
 * @returns How; `undefined` where nothing is kept apart, as a model that is no module runs no code of anybody's.
 * @throws {ConfigurationError} If nobody says what the module may do.
 */
export function isolationOf(
  plan: Pick<ServePlan, "served">,
  flags: ServeArguments,
  workers: number,
): Isolation | undefined {
  if (flags.isolation === "none" || plan.served.kind !== "module") {
    return undefined;
  }
  const { moduleProcess, workerMemoryMb } = flags;
  if (moduleProcess === undefined) {
    throw new ConfigurationError(
      "Cannot keep the module apart: only the installed command, samla, works out what it may do; serve with --isolation none",
    );
  }
  const { variables: names, ...command } = v.parse(
    ModuleProcess,
    JSON.parse(moduleProcess),
  );
  const variables = names.flatMap((name) => {
    const value = grantedVariable(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    command: {
      ...command,
      variables: Object.fromEntries(variables),
      memoryMb: workerMemoryMb,
    },
    count: flags.workers ?? Math.max(LEAST_PROCESSES, workers),
  };
}
