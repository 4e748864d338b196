import type { Deployment } from "../../collector/mod.ts";
import {
  type Compatibility,
  type InferRequest,
  InputError,
  inputSchema,
  type Invocation,
  type LoadedModel,
  outputSchema,
  type Prediction,
  readAzureInput,
  readInferRequest,
  readInvocation,
  readParquetInvocation,
  sampleRequest,
  type Signature,
  tensorMetadata,
  UnsupportedMediaTypeError,
  writeAzureAnswer,
  writeInferAnswer,
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

/** How a protocol reads a request to what a model takes, and writes what it gives. */
interface Protocol<T extends Invocation> {
  read(
    request: ScoreRequest,
    signature: Signature | undefined,
  ): T | Promise<T>;
  write(prediction: Prediction, invocation: T, name: string): ScoreResponse;
}

/** Answers a request in one protocol. */
type Speak = (
  request: ScoreRequest,
  model: { readonly name: string; readonly signature: Signature | undefined },
  predict: Predict,
) => ScoreResponse | Promise<ScoreResponse>;

const AZURE: Protocol<Invocation> = {
  read: (request, signature) => {
    const { body, contentType } = bodyOf(request);
    return readAzureInput(body, contentType, signature);
  },
  write: (prediction) => json(writeAzureAnswer(prediction)),
};

function mlflowProtocol(compatibility: Compatibility): Protocol<Invocation> {
  const options = { compatibility };
  return {
    read: ({ body, contentType }, signature) =>
      contentType.startsWith(PARQUET_TYPE)
        ? readParquetInvocation(body, signature)
        : readInvocation(body, contentType, signature, options),
    write: (prediction, { wrapped }) =>
      json(writeInvocationAnswer(prediction, { wrapped, compatibility })),
  };
}

const PARQUET_TYPE = "application/vnd.apache.parquet";

const OPEN_INFERENCE: Protocol<InferRequest> = {
  read: ({ body, headers }, signature) =>
    readInferRequest(
      body,
      headers.get("inference-header-content-length"),
      signature,
    ),
  write: (prediction, request, name) => {
    const { body, headerLength } = writeInferAnswer(prediction, request, name);
    if (headerLength === undefined) return json(body);
    return {
      status: 200,
      contentType: "application/octet-stream",
      body,
      headers: { "inference-header-content-length": String(headerLength) },
    };
  },
};

type Speakers = Readonly<Record<ProtocolName, Speak>>;

function speakers(compatibility: Compatibility): Speakers {
  return {
    azure: speaker(AZURE),
    mlflow: speaker(mlflowProtocol(compatibility)),
    "open-inference": speaker(OPEN_INFERENCE),
  };
}

function speaker<T extends Invocation>(protocol: Protocol<T>): Speak {
  return (request, model, predict) => {
    const answer = (invocation: T) => {
      const prediction = predict({ invocation, requestId: request.clientId });
      return prediction instanceof Promise
        ? prediction.then((done) =>
          protocol.write(done, invocation, model.name)
        )
        : protocol.write(prediction, invocation, model.name);
    };
    const invocation = protocol.read(request, model.signature);
    return invocation instanceof Promise
      ? invocation.then(answer)
      : answer(invocation);
  };
}

function json(body: string | Bytes): ScoreResponse {
  return { status: 200, contentType: "application/json", body };
}

/** How to make a scoring model of a loaded MLflow model. */
export interface MlflowModelOptions {
  /** What it is called in messages. */
  readonly name: string;
  /** Where inputs and outputs are recorded; nowhere if absent. */
  readonly deployment?: Deployment;
  /** How closely `/invocations` follows MLflow (default `strict`). */
  readonly compatibility?: Compatibility;
}

/**
 * Makes a scoring model of a loaded MLflow model: it is asked in Azure's
 * protocol, in MLflow's, and in the Open Inference Protocol.
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
    compatibility: options.compatibility ?? "strict",
    predict: deployment === undefined ? direct : collecting(direct, deployment),
  });
}

class MlflowModel implements ScoringModel {
  readonly name: string;
  readonly api: ApiDescription;
  readonly protocols = ["azure", "mlflow", "open-inference"] as const;
  readonly #model: LoadedModel;
  readonly #predict: Predict;
  readonly #speakers: Speakers;

  constructor(
    model: LoadedModel,
    options: {
      readonly name: string;
      readonly predict: Predict;
      readonly compatibility: Compatibility;
    },
  ) {
    this.name = options.name;
    this.#model = model;
    this.#predict = options.predict;
    this.#speakers = speakers(options.compatibility);
    this.api = {
      input: {
        ...inputSchema(model.signature),
        example: sampleRequest(model) as Record<string, unknown>,
      },
      output: outputSchema(model.signature),
      tensors: {
        inputs: tensorMetadata(model.signature, "inputs"),
        outputs: tensorMetadata(model.signature, "outputs"),
      },
    };
  }

  score(request: ScoreRequest): ScoreResponse | Promise<ScoreResponse> {
    if (request.method === "OPTIONS") return EMPTY;
    try {
      const { name } = this;
      const { signature } = this.#model;
      const speak = this.#speakers[request.protocol];
      const answer = speak(request, { name, signature }, this.#predict);
      return answer instanceof Promise ? answer.catch(rethrow) : answer;
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
