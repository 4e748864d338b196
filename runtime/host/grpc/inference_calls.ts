import { type Metadata, status } from "@grpc/grpc-js";
import { grpcError } from "./grpc_error.ts";
import { inferRequestBody } from "./infer_request_body.ts";
import { inferResponse } from "./infer_response.ts";
import type {
  InferenceMessageName,
  ModelInferRequest,
} from "./inference_messages.ts";

/** Who answers the protocol over HTTP. */
export interface HttpAnswers {
  /** What stands before the paths that are asked. */
  readonly pathPrefix: string;
  /** Answers a request. */
  answer(request: Request): Response | Promise<Response>;
}

/** A message that came, and how it came. */
export interface GrpcAsked {
  readonly message: unknown;
  readonly metadata: Metadata;
  readonly signal: AbortSignal;
}

/** A method of a service. */
export interface GrpcMethod {
  readonly takes: InferenceMessageName;
  readonly gives: InferenceMessageName;
  readonly answer: (asked: GrpcAsked) => Promise<object>;
}

const SERVING = 1;
const NOT_SERVING = 2;
const LENGTH_HEADER = "inference-header-content-length";

/** Answers calls by asking what answers the protocol over HTTP. */
export class InferenceCalls {
  readonly #options: HttpAnswers;

  /**
   * Names who answers.
   *
   * @param options Who answers, and what stands before the paths.
   */
  constructor(options: HttpAnswers) {
    this.#options = options;
  }

  /** The services, with what each of their methods takes, gives and does. */
  get services(): readonly {
    readonly service: string;
    readonly methods: Readonly<Record<string, GrpcMethod>>;
  }[] {
    const ready = (path: string, asked: GrpcAsked) =>
      this.#isReady(path, asked);
    const method = (
      takes: InferenceMessageName,
      gives: InferenceMessageName,
      answer: GrpcMethod["answer"],
    ): GrpcMethod => ({ takes, gives, answer });
    return [{
      service: "inference.GRPCInferenceService",
      methods: {
        "ServerLive": method(
          "Nothing",
          "ServerLiveResponse",
          async (asked) => ({
            live: (await this.#get("/v2/health/live", asked)).ok,
          }),
        ),
        "ServerReady": method("Nothing", "ReadyResponse", async (asked) => ({
          ready: await ready("/v2/health/ready", asked),
        })),
        "ModelReady": method("ModelName", "ReadyResponse", async (asked) => ({
          ready: await ready(`${modelPath(asked.message)}/ready`, asked),
        })),
        "ServerMetadata": method(
          "Nothing",
          "ServerMetadataResponse",
          (asked) => this.#json("/v2", asked),
        ),
        "ModelMetadata": method(
          "ModelName",
          "ModelMetadataResponse",
          (asked) => this.#json(modelPath(asked.message), asked),
        ),
        "ModelInfer": method(
          "ModelInferRequest",
          "ModelInferResponse",
          (asked) => this.#infer(asked),
        ),
      },
    }, {
      service: "grpc.health.v1.Health",
      methods: {
        "Check": method(
          "HealthCheckRequest",
          "HealthCheckResponse",
          async (asked) => ({
            status: await ready("/v2/health/ready", asked)
              ? SERVING
              : NOT_SERVING,
          }),
        ),
      },
    }];
  }

  async #infer({ message, metadata, signal }: GrpcAsked): Promise<object> {
    const request = message as ModelInferRequest;
    const { body, headerLength } = inferRequestBody(request);
    const headers = headersOf(metadata);
    headers.set("content-type", "application/octet-stream");
    headers.set(LENGTH_HEADER, String(headerLength));
    const { modelName: name, modelVersion: version } = request;
    const response = await this.#ask(
      `${modelPath({ name, version })}/infer`,
      { method: "POST", headers, body, signal },
    );
    if (!response.ok) throw await grpcError(response);
    const length = Number(response.headers.get(LENGTH_HEADER));
    return inferResponse(
      await response.bytes(),
      length,
      request.rawInputContents.length > 0,
    );
  }

  async #json(path: string, asked: GrpcAsked): Promise<object> {
    const response = await this.#get(path, asked);
    if (!response.ok) throw await grpcError(response);
    return await response.json();
  }

  async #isReady(path: string, asked: GrpcAsked): Promise<boolean> {
    const response = await this.#get(path, asked);
    if (response.ok) return true;
    const error = await grpcError(response);
    // A model that is not here is not ready, as over HTTP.
    if (error.code === status.UNAVAILABLE || error.code === status.NOT_FOUND) {
      return false;
    }
    throw error;
  }

  #get(path: string, { metadata, signal }: GrpcAsked): Promise<Response> {
    return this.#ask(path, { headers: headersOf(metadata), signal });
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const { pathPrefix, answer } = this.#options;
    return await answer(
      new Request(`http://localhost${pathPrefix}${path}`, init),
    );
  }
}

/** The model that a message names, as a path; any version where it names none. */
function modelPath(message: unknown): string {
  const { name, version } = message as { name: string; version: string };
  const model = `/v2/models/${encodeURIComponent(name)}`;
  return version === ""
    ? model
    : `${model}/versions/${encodeURIComponent(version)}`;
}

/** What a client says beside its message, as headers; what is bytes, and gRPC's own, is left out. */
function headersOf(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(metadata.getMap())) {
    const isOwn = name.startsWith("grpc-") || name.startsWith(":") ||
      name === "te" || name === "content-type";
    if (!isOwn && typeof value === "string") headers.set(name, value);
  }
  return headers;
}
