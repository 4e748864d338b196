import type { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import type { Deployment, RemovedFile } from "../../collector/mod.ts";
import { collectedSentences } from "./collected_sentences.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { keepCounters } from "./keep_counters.ts";
import { type ShippingOptions, startShipping } from "./start_shipping.ts";

/** How long the last data may take to reach its store when a host stops. */
const LAST_ROUND_MS = 10_000;

/** What collects: one deployment, or several writers of one. */
export type CollectingHost =
  & Pick<
    Deployment,
    "config" | "counters" | "deployment" | "endpoint" | "instanceId"
  >
  & AsyncDisposable;

/** What a deployment is attached to. */
export interface AttachOptions extends ShippingOptions {
  /** What is disposed of at the end. */
  readonly resources: AsyncDisposableStack;
  /** Hears of the deployment's files that somebody removed. */
  readonly removals: {
    shipping: { removed(file: RemovedFile): void } | undefined;
  };
}

/**
 * Gives a deployment to the resources of a host, and ships what it collects
 * while the host runs. This is the one place that says in which order they
 * end: the deployment is closed, what it wrote last is shipped, what was
 * collected is told, and its counters are written for the last time.
 *
 * @param deployment The deployment that collects; it is closed by the resources from here on, also if this fails.
 * @param options The resources, where to ship to, and the log.
 * @returns The running thread; `undefined` if nothing is shipped.
 * @throws {ConfigurationError} If a destination is not known, or refuses.
 */
export async function attachDeployment(
  deployment: CollectingHost,
  options: AttachOptions,
): Promise<ShipThread | undefined> {
  const { resources, dataDir, log, removals } = options;
  let shipping: ShipThread | undefined;
  try {
    shipping = await startShipping(deployment, options);
  } catch (error) {
    await deployment[Symbol.asyncDispose]();
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
  removals.shipping = shipping;
  resources.use(keepCounters(deployment, { dataDir, log, shipping }));
  resources.defer(async () => {
    await shipping?.stop(LAST_ROUND_MS);
    for (const text of collectedSentences(deployment, shipping)) log.info(text);
  });
  resources.use(deployment);
  return shipping;
}
