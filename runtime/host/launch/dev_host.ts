import { reasonOf } from "../../../ground/reason_of.ts";
import type { StartedHost } from "./run_deno.ts";

/** How hosts are started anew. */
export interface DevHostOptions {
  /**
   * Starts a host on the port that the one before it has; what is wrong with
   * its configuration is an error.
   */
  start(): Promise<StartedHost>;
  /** When something changed; it ends when all is to stop. */
  readonly changes: AsyncIterable<unknown>;
  /** Says what happens. */
  note(text: string): void;
}

/**
 * Serves while somebody works: each change starts a new host, and the one
 * before it serves until the new one does, and goes on if it does not.
 *
 * @param options How hosts are started, and when.
 * @returns When the last host has ended.
 */
export async function devHost(options: DevHostOptions): Promise<void> {
  const { changes, note } = options;
  let current = await replaced(undefined, options);
  for await (const _ of changes) {
    note("samla: changed, starting anew");
    current = await replaced(current, options);
  }
  current?.stop();
  await current?.ended;
}

async function replaced(
  current: StartedHost | undefined,
  { start, note }: DevHostOptions,
): Promise<StartedHost | undefined> {
  try {
    const next = await start();
    if (await next.isServing) {
      current?.stop();
      return next;
    }
  } catch (error) {
    note(`samla: ${reasonOf(error)}`);
  }
  note(
    current === undefined
      ? "samla: nothing is served until this is mended"
      : "samla: the last good one is served until this is mended",
  );
  return current;
}
