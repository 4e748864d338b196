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
  switch (data.kind) {
    case "start":
      return void service.start(data.plan);
    case "removed":
      return service.removed(data.file);
    case "stop":
      return void service.stop(data.deadlineMs);
  }
};
