import type { PredictOptions } from "../mlflow/mod.ts";
import type { ApiDescription } from "./api_description.ts";
import type { ProtocolName } from "./protocols.ts";
import type { RequestMessage } from "./request_message.ts";
import type { RequestTrace } from "./request_trace.ts";
import type { ScoreResponse } from "./score_response.ts";

/** One request to a model, whatever the route. */
export interface ScoreRequest extends RequestMessage {
  /** The effective request id (`x-request-id`), for logs. */
  readonly id: string;
  /** The id that the client gave (`x-ms-client-request-id`, else `x-request-id`), else `id`. */
  readonly clientId: string;
  /** Whether the host made that id up. */
  readonly isIdMadeUp?: boolean;
  /** The protocol that the body is in. */
  readonly protocol: ProtocolName;
  /** What is told of it while it is answered, if it is followed. */
  readonly trace?: RequestTrace;
}

/**
 * The waist of the host: a module, an MLflow model, a wrapper around either
 * *is* a `ScoringModel`, and nobody else notices.
 */
export interface ScoringModel extends AsyncDisposable {
  /** What it is called in messages. */
  readonly name: string;
  /** Its input and output, for its description. */
  readonly api: ApiDescription;
  /** The protocols it can be asked in; their routes are mounted. */
  readonly protocols: readonly ProtocolName[];
  /**
   * Scores one request. A promise only where something waits.
   *
   * @throws {ScoringError} With what the client may know.
   */
  score(
    request: ScoreRequest,
    options?: PredictOptions,
  ): ScoreResponse | Response | Promise<ScoreResponse | Response>;
}
