import type { PredictOptions } from "../../../mlflow/mod.ts";
import { ScoringError, SCRIPT_FAILURE } from "../../errors.ts";
import type { ScoreRequest } from "../../model.ts";
import type { ScoreResponse } from "../../score_response.ts";

/** How far a request has come: it waits, it was sent to a process, it runs there, or somebody has heard of its end. */
export type JobState = "queued" | "sent" | "running" | "done";

/** A request that a module is to score in another process. */
export class ModuleJob {
  /** Names it in the frames of the process that it was sent to last. */
  id = 0;
  /** The request. */
  readonly request: ScoreRequest;
  /** What it is answered. */
  readonly answer: Promise<ScoreResponse | Response>;
  /** How far it is. */
  state: JobState = "queued";
  /** When it came, in milliseconds of this process. */
  readonly cameAt: number = performance.now();
  /** When it was sent, in milliseconds of this process. */
  sentAt = 0;
  readonly #options: PredictOptions;
  #isWatched = false;
  readonly #settle: {
    readonly resolve: (answer: ScoreResponse | Response) => void;
    readonly reject: (error: ScoringError) => void;
  };

  /**
   * Makes the job.
   *
   * @param request The request.
   * @param options Its signal, which is made if somebody asks for it.
   */
  constructor(request: ScoreRequest, options: PredictOptions) {
    this.#options = options;
    this.request = request;
    const { promise, ...settle } = Promise.withResolvers<
      ScoreResponse | Response
    >();
    this.answer = promise;
    this.#settle = settle;
  }

  /**
   * Hears once when its client leaves; called while it is waited for, as most
   * requests are answered before it is of any use.
   *
   * @param left Called then.
   */
  watch(left: () => void): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const { signal } = this.#options;
    if (signal?.aborted) left();
    else signal?.addEventListener("abort", left, { once: true });
  }

  /**
   * Answers it.
   *
   * @param answer The answer.
   */
  resolve(answer: ScoreResponse | Response): void {
    this.state = "done";
    this.#settle.resolve(answer);
  }

  /**
   * Gives it up.
   *
   * @param error What the client may know.
   */
  reject(error: ScoringError): void {
    this.state = "done";
    this.#settle.reject(error);
  }

  /**
   * Gives it up because its process is gone.
   *
   * @param reason What became of the process.
   */
  lose(reason: string): void {
    this.reject(
      new ScoringError("script-failure", SCRIPT_FAILURE, {
        cause: new Error(`The process that ran it is gone: ${reason}`),
      }),
    );
  }
}
