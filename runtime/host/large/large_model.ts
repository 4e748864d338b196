import { isLong, type PredictOptions } from "../../../mlflow/mod.ts";
import type { ApiDescription } from "../../api_description.ts";
import type { ScoreRequest, ScoringModel } from "../../model.ts";
import type { ProtocolName } from "../../protocols.ts";
import type { ScoreResponse } from "../../score_response.ts";
import type { MetricSource } from "../metrics/host_metrics.ts";
import type { LargeScorer, LargeScorerOptions } from "./large_scorer.ts";

/** What a model with large requests needs. */
export interface LargeModelOptions {
  /**
   * Starts the thread.
   *
   * @param ended Called when it has ended by itself.
   * @returns The thread.
   */
  readonly start: (ended: LargeScorerOptions["ended"]) => LargeScorer;
}

/**
 * A model whose large requests, of bodies above 1 MiB, are read, predicted,
 * collected and written by another thread, so that none waits behind them. The
 * thread is started with the first of them, which is scored here as those are
 * that come before it has its model.
 */
export class LargeModel implements ScoringModel {
  readonly name: string;
  readonly api: ApiDescription;
  readonly protocols: readonly ProtocolName[];
  readonly #model: ScoringModel;
  readonly #options: LargeModelOptions;
  #scorer: LargeScorer | undefined;
  #here = 0;
  #apart = 0;

  /**
   * Wraps a model.
   *
   * @param model The model; it is disposed of with this.
   * @param options What scores its large requests.
   */
  constructor(model: ScoringModel, options: LargeModelOptions) {
    this.#model = model;
    this.#options = options;
    this.name = model.name;
    this.api = model.api;
    this.protocols = model.protocols;
  }

  /** How many large requests there were, and where they were scored. */
  get metrics(): readonly MetricSource[] {
    return [{
      name: "samla_large_requests_total",
      help:
        "Requests with a body above 1 MiB, by whether a thread of their own scored them",
      kind: "counter",
      labels: ["thread"],
      read: () => [
        { labels: { thread: "own" }, value: this.#apart },
        { labels: { thread: "serving" }, value: this.#here },
      ],
    }];
  }

  /** Scores a request, here or elsewhere. */
  score(
    request: ScoreRequest,
    options: PredictOptions = {},
  ): ScoreResponse | Response | Promise<ScoreResponse | Response> {
    if (!isLong(request.body)) return this.#model.score(request, options);
    this.#scorer ??= this.#options.start(() => this.#scorer = undefined);
    if (!this.#scorer.isReady) {
      this.#here++;
      return this.#model.score(request, options);
    }
    this.#apart++;
    request.trace?.step("predict");
    return this.#scorer.score(request, options.signal);
  }

  /** Ends the thread, and closes the model. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scorer?.[Symbol.asyncDispose]();
    await this.#model[Symbol.asyncDispose]();
  }
}
