import type { Bytes } from "../../frame/bytes.ts";
import { ScoringError } from "../errors.ts";
import { type PartFormat, partFormat } from "./part_format.ts";
import type { StreamType } from "./stream_type.ts";

/** Runs code in the deployment's scope. */
export type RunInScope = <T>(body: () => T) => T;

/** What gives parts of an answer, one after the other. */
export type PartIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** How parts are taken and sent. */
export interface StreamOptions {
  /** Runs each step of the iterator. */
  readonly run: RunInScope;
  /** How the client or the module wants values to be sent, if it says so. */
  readonly type: StreamType | undefined;
}

/**
 * Answers with the parts that an iterator gives, as they come. The first is
 * waited for: it says whether these are text, bytes or values, and an iterator
 * that fails at once is still a failure with a status. Where values are sent, a
 * failure is the last of them; the stream fails in any case.
 *
 * @param iterator Gives texts, bytes or values; it is ended if the client leaves.
 * @param options How they are taken and sent.
 * @returns The answer.
 * @throws Whatever the first step throws; an error if its part cannot be sent.
 */
export async function streamParts(
  iterator: PartIterator,
  options: StreamOptions,
): Promise<Response> {
  const { run, type } = options;
  const step = await run(() => iterator.next());
  // A generator that is not asynchronous may give promises.
  const value = await step.value;
  const format = partFormat(step.done ? NO_PART : value, type);
  const { headers } = format;
  if (step.done) return new Response(null, { headers });
  const parts = new Parts(iterator, { run, format });
  let first: Bytes | undefined = await parts.write(value);
  const body = new ReadableStream<Bytes>({
    async pull(controller) {
      let part = first ?? await parts.next();
      first = undefined;
      // A part without bytes would look like the end of the answer.
      while (part?.length === 0) part = await parts.next();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
    async cancel() {
      await run(() => iterator.return?.());
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers });
}

/** Nothing is as many bytes. */
const NO_PART = new ArrayBuffer(0);

/** The parts of an iterator as bytes. */
class Parts {
  readonly #iterator: PartIterator;
  readonly #run: RunInScope;
  readonly #format: PartFormat;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    iterator: PartIterator,
    options: { readonly run: RunInScope; readonly format: PartFormat },
  ) {
    this.#iterator = iterator;
    this.#run = options.run;
    this.#format = options.format;
  }

  /** The next one; `undefined` if there is none. */
  async next(): Promise<Bytes | undefined> {
    // It has been told: what follows is the end of the connection.
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      const { done, value } = await this.#run(() => this.#iterator.next());
      return done ? undefined : await this.write(await value);
    } catch (error) {
      if (this.#format.writeFailure === undefined) throw error;
      this.#failure = { error: reasonBehind(error) };
      return this.#format.writeFailure(error);
    }
  }

  /** The bytes of one; what cannot be sent ends the iterator. */
  async write(part: unknown): Promise<Bytes> {
    try {
      return this.#format.write(part);
    } catch (error) {
      await this.#run(() => this.#iterator.return?.());
      throw error;
    }
  }
}

/** What the log is to say of it. */
function reasonBehind(error: unknown): unknown {
  return error instanceof ScoringError ? error.cause ?? error : error;
}
