import { parseCollectorConfig } from "../../collector/config.ts";
import { Deployment } from "../../collector/deployment.ts";
import type { DeploymentOptions } from "../../collector/deployment_options.ts";
import { MemorySpool } from "../../collector/memory_spool.ts";

/** One event line, parsed. */
export type EventRecord = Record<string, unknown>;

const BOTH = {
  collections: {
    model_inputs: { enabled: "True" },
    model_outputs: { enabled: true },
  },
};

/** A deployment that writes to memory, at a clock that stands at 2026-09-30 09:15. */
export function memoryDeployment(
  config: unknown = BOTH,
  options: Partial<DeploymentOptions> = {},
): { deployment: Deployment; spool: MemorySpool } {
  const spool = new MemorySpool();
  const deployment = new Deployment({
    endpoint: "iris",
    deployment: "blue",
    config: parseCollectorConfig(config, "data_collector"),
    spool,
    now: () => Date.UTC(2026, 8, 30, 9, 15),
    ...options,
  });
  return { deployment, spool };
}

/** Takes the lines of a collection out of a spool. */
export function linesOf(spool: MemorySpool, collection: string): EventRecord[] {
  return spool.paths
    .filter((path) => path.includes(`/${collection}/`))
    .flatMap((path) =>
      new TextDecoder().decode(spool.take(path)).trimEnd().split("\n")
    )
    .map((line) => JSON.parse(line));
}
