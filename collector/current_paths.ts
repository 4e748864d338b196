import type { Deployment } from "./deployment.ts";
import { RollingFolders } from "./rolling.ts";

/**
 * The files that events of a moment go to.
 *
 * @param deployment Whose events.
 * @param now The moment, in epoch milliseconds.
 * @returns One path a collection that is enabled, relative to the folder of all collected data.
 */
export function currentPaths(deployment: Deployment, now: number): string[] {
  const { config, endpoint, instanceId } = deployment;
  const period = new RollingFolders(config.rollingRate).at(now);
  return config.collections.filter(({ enabled }) => enabled).map(({ name }) =>
    `${endpoint}/${deployment.deployment}/${name}/${period}/${instanceId}.jsonl`
  );
}
