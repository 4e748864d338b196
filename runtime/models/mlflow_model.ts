import type { Deployment } from "../../collector/mod.ts";
import {
  bodySchemas,
  type Compatibility,
  InputError,
  inputSchema,
  type Invocation,
  type LoadedModel,
  outputSchema,
  type Prediction,
  type PredictOptions,
  sampleRequest,
  type TableBounds,
  tensorMetadata,
  UnsupportedMediaTypeError,
} from "../../mlflow/mod.ts";
import type { ApiDescription } from "../api_description.ts";
import { INTERNAL_FAILURE, ScoringError } from "../errors.ts";
import type { ScoreRequest, ScoringModel } from "../model.ts";
import type { AskedModel, Protocol } from "../protocol.ts";
import { type ProtocolName, PROTOCOLS } from "../protocols.ts";
import type { ScoreResponse } from "../score_response.ts";
import { collecting, type Predict } from "./collecting.ts";

/** How to make a scoring model of a loaded MLflow model. */
export interface MlflowModelOptions {
  /** What it is called in messages. */
  readonly name: string;
  /** Where inputs and outputs are recorded; nowhere if absent. */
  readonly deployment?: Deployment;
  /** How closely `/invocations` follows MLflow (default `strict`). */
  readonly compatibility?: Compatibility;
  /** How large a table of a request may be. */
  readonly bounds?: TableBounds | undefined;
}

/**
 * Makes a scoring model of a loaded MLflow model: it can be asked in every
 * protocol there is.
 *
 * @param model The loaded model; it is disposed of with the scoring model.
 * @param options What it is called, and where its tables are recorded.
 * @returns The scoring model.
 */
export function mlflowModel(
  model: LoadedModel,
  options: MlflowModelOptions,
): ScoringModel {
  const direct: Predict = (
    { invocation: { input, params }, options, trace },
  ) => {
    trace?.step("predict");
    return model.predict(input, params, options);
  };
  const { deployment } = options;
  return new MlflowModel(model, {
    name: options.name,
    compatibility: options.compatibility ?? "strict",
    bounds: options.bounds,
    predict: deployment === undefined ? direct : collecting(direct, deployment),
  });
}

class MlflowModel implements ScoringModel {
  readonly name: string;
  readonly api: ApiDescription;
  readonly protocols: readonly ProtocolName[] = Object.values(PROTOCOLS)
    .map(({ name }) => name);
  readonly #model: LoadedModel;
  readonly #predict: Predict;
  readonly #asked: AskedModel;

  constructor(
    model: LoadedModel,
    options: {
      readonly name: string;
      readonly predict: Predict;
      readonly compatibility: Compatibility;
      readonly bounds: TableBounds | undefined;
    },
  ) {
    const { name, compatibility, bounds } = options;
    this.name = name;
    this.#model = model;
    this.#predict = options.predict;
    this.#asked = { name, signature: model.signature, compatibility, bounds };
    this.api = {
      input: {
        ...inputSchema(model.signature),
        example: sampleRequest(model) as Record<string, unknown>,
      },
      output: outputSchema(model.signature),
      bodies: bodySchemas(model),
      tensors: {
        inputs: tensorMetadata(model.signature, "inputs"),
        outputs: tensorMetadata(model.signature, "outputs"),
      },
    };
  }

  score(
    request: ScoreRequest,
    options: PredictOptions = {},
  ): ScoreResponse | Promise<ScoreResponse> {
    if (request.method === "OPTIONS") return EMPTY;
    try {
      const answer = this.#answer(
        request,
        PROTOCOLS[request.protocol],
        options,
      );
      return answer instanceof Promise ? answer.catch(rethrow) : answer;
    } catch (error) {
      return rethrow(error);
    }
  }

  #answer(
    request: ScoreRequest,
    protocol: Protocol,
    options: PredictOptions,
  ): ScoreResponse | Promise<ScoreResponse> {
    const asked = this.#asked;
    const { trace } = request;
    const answer = (invocation: Invocation) => {
      const prediction = this.#predict({
        invocation,
        request: { id: request.clientId, isIdMadeUp: request.isIdMadeUp },
        options,
        trace,
      });
      const write = (done: Prediction) => {
        trace?.step("write");
        return protocol.write(done, invocation, asked);
      };
      return prediction instanceof Promise
        ? prediction.then(write)
        : write(prediction);
    };
    const invocation = protocol.read(request, asked, options);
    return invocation instanceof Promise
      ? invocation.then(answer)
      : answer(invocation);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#model[Symbol.asyncDispose]();
  }
}

const EMPTY: ScoreResponse = {
  status: 200,
  contentType: "text/html; charset=utf-8",
  body: "",
};

function rethrow(error: unknown): never {
  if (error instanceof UnsupportedMediaTypeError) {
    throw new ScoringError("unsupported-media-type", error.message);
  }
  if (error instanceof InputError) {
    // What the library itself would fail at is not a fault of the request.
    throw error.code === "INTERNAL_ERROR"
      ? new ScoringError("internal", INTERNAL_FAILURE, { cause: error })
      : new ScoringError("bad-input", error.message, { cause: error });
  }
  throw error;
}
