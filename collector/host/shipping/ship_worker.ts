/// <reference lib="deno.worker" />
/**
 * The thread that ships, so that scoring need not wait for it.
 *
 * @module
 */
import { ShipService } from "./ship_service.ts";
import type { FromShipper, ToShipper } from "./shipping_plan.ts";

const service = new ShipService(
  (message: FromShipper) => self.postMessage(message),
  (name) => Deno.env.get(name),
);

self.onmessage = ({ data }: MessageEvent<ToShipper>) => {
  if (data.kind === "start") service.start(data.plan);
  else service.stop(data.deadlineMs);
};
