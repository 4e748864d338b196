import type { Hono } from "hono";
import type {
  Compatibility,
  Invocation,
  Prediction,
  PredictOptions,
  Signature,
} from "../mlflow/mod.ts";
import type { TableBounds } from "../mlflow/mod.ts";
import type { ApiDescription } from "./api_description.ts";
import type { AppSettings } from "./app_settings.ts";
import type { Operation } from "./openapi/operation.ts";
import type { RequestMessage } from "./request_message.ts";
import type { Route } from "./routes/route.ts";
import type { ScoreResponse } from "./score_response.ts";

/** What a protocol may know of the host that it is spoken on. */
export interface ProtocolHost {
  /** What the model is called, and its input and output. */
  readonly model: { readonly name: string; readonly api: ApiDescription };
  /** The host's settings. */
  readonly settings: AppSettings;
  /** Answers a request on a route: asks the model in this protocol. It never fails. */
  answer(request: Request, route: Route): Promise<Response>;
}

/** What reading and writing may know of the model that is asked. */
export interface AskedModel {
  /** What it is called. */
  readonly name: string;
  /** Its signature, if it has one. */
  readonly signature: Signature | undefined;
  /** How closely MLflow's protocol is followed. */
  readonly compatibility: Compatibility;
  /** How large a table of a request may be; the defaults if absent. */
  readonly bounds?: TableBounds | undefined;
}

/**
 * A way to ask a model over HTTP: its routes, and how a request is read to a
 * model's input and a prediction written as its answer. It knows no model.
 *
 * `Asked` is what reading tells to writing.
 */
export interface Protocol<
  Name extends string = string,
  Asked extends Invocation = Invocation,
> {
  /** What it is called in `ScoringModel.protocols`. */
  readonly name: Name;
  /** Mounts its routes. */
  mount(app: Hono, host: ProtocolHost): void;
  /** Describes its routes, each that it mounts. */
  describe(model: ProtocolHost["model"]): readonly Operation[];
  /**
   * Reads a request. A promise only where something waits, which `options` can end.
   *
   * @throws {InputError} If the body cannot be read, or does not fit the signature.
   * @throws {UnsupportedMediaTypeError} If the body is of a type that is not taken.
   */
  read(
    request: RequestMessage,
    model: AskedModel,
    options: PredictOptions,
  ): Asked | Promise<Asked>;
  /** Writes the answer. */
  write(prediction: Prediction, asked: Asked, model: AskedModel): ScoreResponse;
}
