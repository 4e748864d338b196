import type { Bytes } from "../frame/bytes.ts";
import type { TensorMetadata } from "../mlflow/mod.ts";

export type { Bytes };

/** The protocols a model can be asked in, by the route that speaks them. */
export type ProtocolName = "azure" | "mlflow" | "open-inference";

/** One request to a model, whatever the route. */
export interface ScoreRequest {
  /** The effective request id (`x-request-id`), for logs. */
  readonly id: string;
  /** The id that the client gave (`x-ms-client-request-id`, else `x-request-id`), else `id`. */
  readonly clientId: string;
  /** The protocol that the body is in. */
  readonly protocol: ProtocolName;
  /** The HTTP method. */
  readonly method: string;
  /** The whole address, with the query. */
  readonly url: string;
  /** The headers. */
  readonly headers: Headers;
  /** The `Content-Type` header as it came; empty if there was none. */
  readonly contentType: string;
  /** The body; empty if there is none. */
  readonly body: Bytes;
}

/** What a model answers; `body` of a `Response` is passed on as it is. */
export interface ScoreResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The `Content-Type` header. */
  readonly contentType: string;
  /** The body. */
  readonly body: Bytes | string;
  /** Further headers, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client may know of a model, for `/swagger.json`. */
export interface ApiDescription {
  /** The inputs and outputs as tensors, for the metadata of the Open Inference Protocol. */
  readonly tensors?: Readonly<
    Record<"inputs" | "outputs", readonly TensorMetadata[]>
  >;
  /** JSON Schema of the body of `/score`. */
  readonly input: Readonly<Record<string, unknown>>;
  /** JSON Schema of its answer. */
  readonly output: Readonly<Record<string, unknown>>;
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
  /** The protocols it can be asked in. */
  readonly protocols: readonly ProtocolName[];
  /**
   * Scores one request. A promise only where something waits.
   *
   * @throws {ScoringError} With what the client may know.
   */
  score(
    request: ScoreRequest,
    options?: { readonly signal?: AbortSignal },
  ): ScoreResponse | Response | Promise<ScoreResponse | Response>;
}
