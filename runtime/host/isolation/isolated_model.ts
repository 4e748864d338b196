import type { PredictOptions } from "../../../mlflow/mod.ts";
import type { ApiDescription } from "../../api_description.ts";
import type { ScoreRequest, ScoringModel } from "../../model.ts";
import type { ScoreResponse } from "../../score_response.ts";
import type { ModulePool } from "./module_pool.ts";

/** A module that runs in processes of its own. */
export class IsolatedModel implements ScoringModel {
  /** What it is called in messages. */
  readonly name: string;
  /** What the module says of its input and output. */
  readonly api: ApiDescription;
  /** A module is asked as Azure ML's server is. */
  readonly protocols = ["azure"] as const;
  readonly #pool: ModulePool;
  readonly #keepsIds: boolean;

  /**
   * Makes a model of running processes.
   *
   * @param pool The processes.
   * @param about Its name, its description, and whether payloads stand beside what it collects, so that it keeps their ids.
   */
  constructor(
    pool: ModulePool,
    about: {
      readonly name: string;
      readonly api: ApiDescription;
      readonly keepsIds: boolean;
    },
  ) {
    this.#pool = pool;
    this.name = about.name;
    this.api = about.api;
    this.#keepsIds = about.keepsIds;
  }

  /** Has a process score. */
  score(
    request: ScoreRequest,
    options?: PredictOptions,
  ): Promise<ScoreResponse | Response> {
    request.trace?.step("predict");
    return this.#pool.score(
      this.#keepsIds ? { ...request, isIdMadeUp: false } : request,
      options,
    );
  }

  /** Ends the processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
  }
}
