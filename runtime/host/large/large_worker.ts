/// <reference lib="deno.worker" />
/**
 * The thread that scores large requests of a host: it has the model, and
 * neither a port nor files.
 *
 * @module
 */
import {
  type SharedArray,
  SharedWeights,
  useWeightPlace,
} from "../../../mlflow/shared_weights.ts";
import type { Frame } from "../isolation/frame.ts";
import { ModuleHost } from "../isolation/module_host.ts";
import { MessageSender } from "./message_sender.ts";

// Libraries take a thread with a location for a page of a browser.
Reflect.deleteProperty(globalThis, "location");

const host = new ModuleHost(
  new MessageSender((frame) => self.postMessage(frame)),
);
self.onmessage = ({ data }: MessageEvent<Frame | readonly SharedArray[]>) => {
  if ("kind" in data) host.hear(data);
  else useWeightPlace(new SharedWeights(data));
};
