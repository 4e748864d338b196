import type { Spool, SpooledContent } from "../../../collector/spool.ts";
import type { FrameSender } from "./frame.ts";
import { FROM_MODULE } from "./from_module.ts";

/**
 * A spool whose lines the host writes: it has the files, and this process has
 * not. What is appended is sent before the answer of its request, and the host
 * writes it before it sends that on.
 */
export class RelaySpool implements Spool {
  /** Names the host's files, which the lines go to. */
  readonly instanceId: string;
  readonly #channel: FrameSender;

  /**
   * Makes the spool.
   *
   * @param channel How the host is reached.
   * @param instanceId Names the host's files.
   */
  constructor(channel: FrameSender, instanceId: string) {
    this.#channel = channel;
    this.instanceId = instanceId;
  }

  /** Sends lines. */
  append(folder: string, lines: Uint8Array, content?: SpooledContent): void {
    const { events = 1, bytes = lines.length } = content ?? {};
    const { rows = events, collected = events } = content ?? {};
    this.#channel.send(FROM_MODULE.lines, 0, {
      head: { folder, events, bytes, rows, collected },
      body: lines,
    });
  }

  /** Sends a file. */
  put(path: string, bytes: Uint8Array): void {
    this.#channel.send(FROM_MODULE.file, 0, { head: { path }, body: bytes });
  }

  /** There is nothing to wait for: the host writes in the order in which it hears. */
  commit(): void {}

  /** There is nothing to close. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** There is nothing to close. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
