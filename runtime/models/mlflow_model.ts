import type { Deployment } from "../../collector/mod.ts";
import {
  InputError,
  inputSchema,
  type Invocation,
  type LoadedModel,
  outputSchema,
  type Prediction,
  readAzureInput,
  readInvocation,
  sampleRequest,
  type Signature,
  UnsupportedMediaTypeError,
  writeAzureAnswer,
  writeInvocationAnswer,
} from "../../mlflow/mod.ts";
import { INTERNAL_FAILURE, ScoringError } from "../errors.ts";
import type {
  ApiDescription,
  Bytes,
  ProtocolName,
  ScoreRequest,
  ScoreResponse,
  ScoringModel,
} from "../model.ts";
import { queryObject } from "../module/query_text.ts";
import { collecting, type Predict } from "./collecting.ts";

/** How a protocol reads a body to what a model takes, and writes what it gives. */
interface Protocol {
  read(
    body: Bytes,
    contentType: string,
    signature: Signature | undefined,
  ): Invocation;
  write(prediction: Prediction, invocation: Invocation): string;
}

const PROTOCOLS: Readonly<Partial<Record<ProtocolName, Protocol>>> = {
  azure: { read: readAzureInput, write: writeAzureAnswer },
  mlflow: { read: readInvocation, write: writeInvocationAnswer },
};

/** How to make a scoring model of a loaded MLflow model. */
export interface MlflowModelOptions {
  /** What it is called in messages. */
  readonly name: string;
  /** Where inputs and outputs are recorded; nowhere if absent. */
  readonly deployment?: Deployment;
}

/**
 * Makes a scoring model of a loaded MLflow model: it is asked in Azure's
 * protocol and in MLflow's.
 *
 * @param model The loaded model; it is disposed of with the scoring model.
 * @param options What it is called, and where its tables are recorded.
 * @returns The scoring model.
 */
export function mlflowModel(
  model: LoadedModel,
  options: MlflowModelOptions,
): ScoringModel {
  const direct: Predict = ({ invocation }) =>
    model.predict(invocation.input, invocation.params);
  const { deployment } = options;
  return new MlflowModel(model, {
    name: options.name,
    predict: deployment === undefined ? direct : collecting(direct, deployment),
  });
}

class MlflowModel implements ScoringModel {
  readonly name: string;
  readonly api: ApiDescription;
  readonly protocols = ["azure", "mlflow"] as const;
  readonly #model: LoadedModel;
  readonly #predict: Predict;

  constructor(
    model: LoadedModel,
    options: { readonly name: string; readonly predict: Predict },
  ) {
    this.name = options.name;
    this.#model = model;
    this.#predict = options.predict;
    this.api = {
      input: {
        type: "object",
        properties: { "input_data": inputSchema(model.signature) },
        required: ["input_data"],
        example: sampleRequest(model) as Record<string, unknown>,
      },
      output: outputSchema(model.signature),
    };
  }

  score(request: ScoreRequest): ScoreResponse | Promise<ScoreResponse> {
    const protocol = PROTOCOLS[request.protocol];
    if (protocol === undefined) {
      throw new ScoringError(
        "bad-input",
        `The model ${this.name} is not served in the ${request.protocol} protocol`,
      );
    }
    if (request.method === "OPTIONS") return EMPTY;
    try {
      const { body, contentType } = bodyOf(request);
      const { signature } = this.#model;
      const invocation = protocol.read(body, contentType, signature);
      const prediction = this.#predict({
        invocation,
        requestId: request.clientId,
      });
      const answer = (done: Prediction): ScoreResponse => ({
        status: 200,
        contentType: "application/json",
        body: protocol.write(done, invocation),
      });
      return prediction instanceof Promise
        ? prediction.then(answer).catch(rethrow)
        : answer(prediction);
    } catch (error) {
      return rethrow(error);
    }
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

/** A GET asks with its query: `?input_data={…}`. */
function bodyOf(
  request: ScoreRequest,
): { readonly body: Bytes; readonly contentType: string } {
  if (request.method !== "GET") return request;
  const query = queryObject(new URL(request.url).searchParams);
  return {
    body: new TextEncoder().encode(JSON.stringify(query)),
    contentType: "application/json",
  };
}

function rethrow(error: unknown): never {
  if (error instanceof UnsupportedMediaTypeError) {
    throw new ScoringError("unsupported-media-type", error.message);
  }
  if (error instanceof InputError) {
    // What the library itself would fail at is no fault of the request.
    throw error.code === "INTERNAL_ERROR"
      ? new ScoringError("internal", INTERNAL_FAILURE, { cause: error })
      : new ScoringError("bad-input", error.message, { cause: error });
  }
  throw error;
}
