import type { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import { lostEvents } from "./metrics/lost_events.ts";
import type { Deployment } from "../../collector/mod.ts";

/**
 * What became of the data of each collection, in one sentence each.
 *
 * @param deployment Who collected.
 * @param shipping Who shipped, if anybody did.
 * @returns The sentences.
 */
export function collectedSentences(
  deployment: Pick<Deployment, "counters">,
  shipping: ShipThread | undefined,
): string[] {
  return Object.entries(deployment.counters).map(([name, counters]) => {
    const { collected, sampledOut, refused, dropped, events } = counters;
    const parts = [
      `${collected} collected`,
      `${sampledOut} sampled out`,
      `${refused} refused`,
      `${dropped} dropped`,
      `${events} in files`,
    ];
    const lost = lostEvents(name, deployment, shipping);
    if (lost > 0) {
      parts.push(`${lost} of them lost: somebody removed the files`);
    }
    const shipped = shipping?.counters[name];
    if (shipping !== undefined) {
      parts.push(
        `${shipped?.events ?? 0} of them shipped`,
        `${shipped?.earlierEvents ?? 0} of earlier hosts shipped`,
        `${shipped?.retried ?? 0} attempts repeated`,
      );
    }
    return `${name}: ${parts.join(", ")}`;
  });
}
