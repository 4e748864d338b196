import type { Deployment } from "../../../collector/mod.ts";
import { isPayloadCollection } from "../../../collector/config.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import type { Logger } from "../../logger.ts";
import { checkTypes } from "../check_types.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { OpenedModel } from "../open_model.ts";
import type { ServePlan } from "../plan.ts";
import { grantedVariable, serviceOptions } from "../service_variables.ts";
import { IsolatedModel } from "./isolated_model.ts";
import { ModulePool } from "./module_pool.ts";
import { planStart } from "./plan_start.ts";
import { type ModuleCommand, spawnModule } from "./spawn_module.ts";

/** How a module is kept apart. */
export interface Isolation {
  /** How its processes are started. */
  readonly command: ModuleCommand;
  /** How many there are. */
  readonly count: number;
}

/** As Azure ML's server has it. */
const TIMEOUT_MS = 3_600_000;

/**
 * Opens a module in processes of its own.
 *
 * @param plan What is served: a module.
 * @param isolation How it is kept apart.
 * @param options Where its data is collected, and the log.
 * @returns The model.
 * @throws {ConfigurationError} If the module cannot be run.
 */
export async function openIsolated(
  plan: ServePlan,
  isolation: Isolation,
  options: { readonly deployment: Deployment; readonly log: Logger },
): Promise<OpenedModel> {
  const { deployment, log } = options;
  const { path } = plan.served;
  if (plan.checksTypes) await checkTypes(path);
  const pool = new ModulePool({
    start: planStart(plan, deployment.instanceId),
    count: isolation.count,
    spawn: () => spawnModule(isolation.command),
    deployment,
    timeoutMs: plan.timeoutMs ??
      serviceOptions(plan.environment, grantedVariable).timeoutMs ?? TIMEOUT_MS,
    log,
  });
  try {
    const { api } = await pool.start();
    return {
      model: new IsolatedModel(pool, {
        name: plan.endpoint,
        api,
        keepsIds: plan.collection.collections.some(({ name, enabled }) =>
          enabled && isPayloadCollection(name)
        ),
      }),
      counters: pool.metrics,
    };
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw new ConfigurationError(reasonOf(error), { cause: error });
  }
}
