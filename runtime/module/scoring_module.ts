import type { Logger } from "../logger.ts";
import type { StreamType } from "./stream_type.ts";

/** What a module's `init` is told. */
export interface InitContext {
  /** The model's folder (`AZUREML_MODEL_DIR`): absolute where the deployment names it, else as the command line or the environment says it; empty if nothing does. */
  readonly modelDir: string;
  /** The deployment's `environment_variables`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes to the host's log. */
  readonly log: Logger;
}

/** What `run` is told beside its input. */
export interface RunContext {
  /** The effective `x-request-id`. */
  readonly requestId: string;
  /** The request's headers, by lower-case name. */
  readonly headers: Headers;
  /**
   * Aborted when the deadline has passed or the client has gone, before `run`
   * has answered; never by an answer. A stream that is being sent is cancelled
   * when its client goes.
   */
  readonly signal: AbortSignal | undefined;
}

/**
 * What a user writes: a module with `run`, and `init` if it has something to
 * load. How `run` is called is decided by what else the module exports:
 *
 * - nothing: **string** mode, `run` gets the body's text, whatever its type;
 * - `input`, a valibot schema of an object: **object** mode, the body is parsed
 *   and validated, and `run` gets the typed value;
 * - `raw = true`: **raw** mode, `run` gets the `Request` and answers a `Response`.
 */
export interface ScoringModule {
  /** Loads what `run` needs; called once, before the first request. */
  init?(context: InitContext): unknown;
  /**
   * Scores one request. What it returns is sent as JSON; a `Response`, a
   * `Blob`, bytes, a stream or a generator of texts or bytes as they are; what
   * another generator gives as lines of JSON or as events, each when it comes.
   */
  run(input: never, context: RunContext): unknown;
  /** The schema of the input, of valibot, for object mode and for the API description. */
  readonly input?: object;
  /** The schema of the output, of valibot, for the API description. */
  readonly output?: object;
  /** Raw mode if true. */
  readonly raw?: boolean;
  /** How what a generator gives is streamed, where the client does not say. */
  readonly stream?: StreamType;
}
