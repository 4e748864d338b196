import type { Deployment } from "../../../collector/mod.ts";
import type { SharedArray } from "../../../mlflow/shared_weights.ts";
import { INTERNAL_FAILURE, ScoringError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ScoreRequest } from "../../model.ts";
import type { ScoreResponse } from "../../score_response.ts";
import { answerOf, failureOf } from "../isolation/answer_of.ts";
import type { Frame } from "../isolation/frame.ts";
import { FROM_MODULE } from "../isolation/from_module.ts";
import type { ModuleStart } from "../isolation/module_start.ts";
import { RelayedEvents } from "../isolation/relayed_events.ts";
import { sentScore } from "../isolation/sent_score.ts";
import { TO_MODULE } from "../isolation/to_module.ts";
import { writeLog } from "../isolation/write_log.ts";
import { MessageSender } from "./message_sender.ts";

/** What scores large requests is made of. */
export interface LargeScorerOptions {
  /** What it is told. */
  readonly start: ModuleStart;
  /** The weights of the model, which it does not keep again. */
  readonly weights: readonly SharedArray[];
  /** Where what it collects is written. */
  readonly deployment: Deployment;
  /** Where it is told what happens. */
  readonly log: Logger;
  /** Called when it has ended by itself, and another one may do better. */
  readonly ended: () => void;
}

interface Waiting {
  readonly resolve: (answer: ScoreResponse | Response) => void;
  readonly reject: (error: unknown) => void;
}

/** A request may be begun at any time. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/** A thread that scores large requests; what it collects is written here. */
export class LargeScorer implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #channel: MessageSender;
  readonly #events: RelayedEvents;
  readonly #options: LargeScorerOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #stopped = Promise.withResolvers<void>();
  #lastId = 0;
  /** Whether it has its model. */
  isReady = false;

  /**
   * Starts the thread.
   *
   * @param options What it scores.
   */
  constructor(options: LargeScorerOptions) {
    this.#options = options;
    this.#events = new RelayedEvents(options.deployment);
    const url = new URL("./large_worker.ts", import.meta.url);
    this.#worker = new Worker(url, { type: "module", name: "large requests" });
    this.#channel = new MessageSender((frame) =>
      this.#worker.postMessage(frame)
    );
    this.#worker.onmessage = ({ data }: MessageEvent<Frame>) =>
      this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(event.message);
    };
    this.#worker.postMessage(options.weights);
    this.#channel.send(TO_MODULE.start, 0, { head: options.start });
  }

  /**
   * Scores a request.
   *
   * @param request The request; its body is given away where it is all of its memory.
   * @param signal Aborted when nobody waits for it.
   * @returns The answer.
   */
  score(
    request: ScoreRequest,
    signal: AbortSignal | undefined,
  ): Promise<ScoreResponse | Response> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal?.addEventListener("abort", () => {
        if (!this.#waiting.delete(id)) return;
        this.#channel.send(TO_MODULE.abort, id);
        reject(signal.reason);
      });
      const { body } = request;
      const head = JSON.stringify(sentScore(request, ANY_TIME));
      const isWhole = body.length === body.buffer.byteLength;
      this.#worker.postMessage(
        { kind: TO_MODULE.score, id, head, body } satisfies Frame,
        isWhole ? [body.buffer] : [],
      );
    });
  }

  /** Ends the thread, when it has sent what it collected. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isReady) {
      this.#channel.send(TO_MODULE.stop, 0);
      await this.#stopped.promise;
    }
    this.isReady = false;
    this.#worker.terminate();
  }

  #hear({ kind, id, head, body }: Frame): void {
    switch (kind) {
      case FROM_MODULE.ready:
        this.isReady = true;
        return;
      case FROM_MODULE.failed:
        return this.#end(JSON.parse(head).message);
      case FROM_MODULE.answer:
        return this.#take(id)?.resolve(answerOf(JSON.parse(head), body));
      case FROM_MODULE.failure:
        return this.#take(id)?.reject(failureOf(JSON.parse(head)));
      case FROM_MODULE.lines:
        return this.#events.lines(JSON.parse(head), body);
      case FROM_MODULE.file:
        return this.#events.file(JSON.parse(head).path, body);
      case FROM_MODULE.counts:
        return this.#events.counts(JSON.parse(head));
      case FROM_MODULE.log:
        return writeLog(this.#options.log, JSON.parse(head));
      case FROM_MODULE.stopped:
        return this.#stopped.resolve();
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The thread is gone: who waits is told, and the next large request starts another; none where it had no model. */
  #end(reason: string): void {
    const { log, ended } = this.#options;
    log.error(`What scores large requests ended: ${reason}`);
    if (this.isReady) ended();
    this.isReady = false;
    this.#worker.terminate();
    this.#stopped.resolve();
    this.#events.lost();
    for (const { reject } of this.#waiting.values()) {
      reject(new ScoringError("internal", INTERNAL_FAILURE));
    }
    this.#waiting.clear();
  }
}
