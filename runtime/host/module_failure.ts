import { fileURLToPath } from "node:url";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/** Where this host's own code is, also in the package: its frames say nothing of a module. */
const HOST_FILES =
  /^(?:(?:collector|frame|ground|mlflow|runtime)\/|mod\.js$|[\w.-]+-[A-Z\d]{8}\.js$)/;
const HOST_ROOT = new URL("../../", import.meta.url).href;
/** Who calls `init`: what is below it is how the host started. */
const CALLER = new URL("../models/module_model.ts", import.meta.url).href;
/** A place as stacks and Deno's messages write it. */
const PLACE = /(?:^|[\s(])((?:file|https?):\/\/[^\s()]+):(\d+):(\d+)\)?$/;
const PLACE_AT_END = /\s+at (?:file|https?):\/\/\S+:\d+:\d+$/;

/**
 * Why a module cannot be used, for a person who wrote it: where in which file,
 * the frame of code that Deno shows for what it cannot parse or find, and the
 * stack of what the module threw itself.
 *
 * @param sentence What could not be done: `Cannot import score.ts`.
 * @param error What was thrown.
 * @returns The error that stops the start.
 */
export function moduleFailure(
  sentence: string,
  error: unknown,
): ConfigurationError {
  const reason = configurationReason(error).replace(PLACE_AT_END, "");
  const told = error instanceof Error ? error.message.split("\n") : [];
  const stack = stackOf(error, told.length);
  const toldPlace = placeIn(told);
  const place = toldPlace ?? placeIn(stack);
  // Deno tells the place in the message of what never ran; its stack is the host's.
  const details = toldPlace === undefined ? stack : told.slice(1);
  const at = place === undefined ? "" : `${place}: `;
  return new ConfigurationError(
    [`${sentence}: ${at}${reason}`, ...details].join("\n"),
    { cause: error },
  );
}

/** The frames of a stack that are the module's, or those of what it calls. */
function stackOf(error: unknown, messageLines: number): string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? "").split("\n").slice(messageLines);
  const caller = frames.findIndex((frame) => frame.includes(CALLER));
  return frames.slice(0, caller === -1 ? undefined : caller)
    .filter(isOfModule);
}

function isOfModule(frame: string): boolean {
  const url = PLACE.exec(frame)?.[1];
  return url !== undefined && !(url.startsWith(HOST_ROOT) &&
    HOST_FILES.test(url.slice(HOST_ROOT.length)));
}

function placeIn(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const found = PLACE.exec(line);
    if (found === null) continue;
    const [, url, row, column] = found;
    const file = url!.startsWith("file:") ? fileURLToPath(url!) : url;
    return `${file}:${row}:${column}`;
  }
  return undefined;
}
