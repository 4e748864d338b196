import type { ShipThread } from "../../../collector/host/shipping/ship_thread.ts";
import type { Deployment } from "../../../collector/mod.ts";

/**
 * How many lines of a collection are lost because somebody removed their file:
 * with shipping, those that had not reached the store.
 *
 * @param collection The collection's name.
 * @param deployment Who collected.
 * @param shipping Who shipped, if anybody did.
 * @returns How many.
 */
export function lostEvents(
  collection: string,
  deployment: Pick<Deployment, "counters">,
  shipping: Pick<ShipThread, "counters"> | undefined,
): number {
  return shipping === undefined
    ? deployment.counters[collection]?.removedEvents ?? 0
    : shipping.counters[collection]?.lostEvents ?? 0;
}
