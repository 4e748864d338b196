import type { Bytes } from "../../../frame/bytes.ts";
import {
  ReceivedStream,
  type ReceivedStreamOptions,
} from "./received_stream.ts";

/** The answers of one process whose parts are coming. */
export class ReceivedStreams {
  readonly #streams = new Map<number, ReceivedStream>();

  /** How many there are. */
  get size(): number {
    return this.#streams.size;
  }

  /**
   * Begins one.
   *
   * @param id The request it answers.
   * @param options How its parts are asked for.
   * @returns The parts.
   */
  open(
    id: number,
    { pull, cancel }: ReceivedStreamOptions,
  ): ReadableStream<Bytes> {
    const stream = new ReceivedStream({
      pull,
      cancel: () => {
        this.#streams.delete(id);
        cancel();
      },
    });
    this.#streams.set(id, stream);
    return stream.body;
  }

  /**
   * Takes a part of one.
   *
   * @param id The request it answers.
   * @param bytes The part.
   */
  part(id: number, bytes: Bytes): void {
    this.#streams.get(id)?.part(bytes);
  }

  /**
   * Ends one.
   *
   * @param id The request it answers.
   */
  end(id: number): void {
    this.#streams.get(id)?.end();
    this.#streams.delete(id);
  }

  /**
   * Breaks one off.
   *
   * @param id The request it answers.
   * @param error Why.
   */
  fail(id: number, error: Error): void {
    this.#streams.get(id)?.fail(error);
    this.#streams.delete(id);
  }

  /**
   * Breaks all of them off.
   *
   * @param error Why.
   */
  failAll(error: Error): void {
    for (const stream of this.#streams.values()) stream.fail(error);
    this.#streams.clear();
  }
}
