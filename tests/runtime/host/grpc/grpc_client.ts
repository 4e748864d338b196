import { assertRejects } from "@std/assert";
import {
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  type status,
} from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import {
  decodeMessage,
  encodeMessage,
  type InferenceMessageName,
} from "../../../../runtime/host/grpc/inference_messages.ts";

/** The service that is asked. */
export const SERVICE = "/inference.GRPCInferenceService";

/** A client of the Open Inference Protocol by gRPC. */
export class GrpcClient implements Disposable {
  readonly #client: Client;

  /** Asks an address, plainly if no channel is given. */
  constructor(
    address: string,
    channel: ChannelCredentials = credentials.createInsecure(),
  ) {
    this.#client = new Client(address, channel);
  }

  /** Calls a method with bytes. */
  send(
    path: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<Uint8Array> {
    const given = new Metadata();
    for (const [name, value] of Object.entries(metadata)) {
      given.set(name, value);
    }
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        (value: Uint8Array) => Buffer.from(value),
        (value) => value,
        bytes,
        given,
        (error, answer) => error === null ? resolve(answer!) : reject(error),
      );
    });
  }

  /** Calls a method of the service with a message. */
  async call(
    name: string,
    [takes, gives]: readonly [InferenceMessageName, InferenceMessageName],
    message: object,
    metadata?: Readonly<Record<string, string>>,
    // deno-lint-ignore no-explicit-any -- What is answered is tested, not typed.
  ): Promise<any> {
    const bytes = encodeMessage(takes, message);
    const answer = await this.send(`${SERVICE}/${name}`, bytes, metadata);
    return decodeMessage(gives, answer);
  }

  /** Asks the model. */
  infer(
    message: object,
    metadata?: Readonly<Record<string, string>>,
    // deno-lint-ignore no-explicit-any -- As above.
  ): Promise<any> {
    const kinds = ["ModelInferRequest", "ModelInferResponse"] as const;
    return this.call("ModelInfer", kinds, message, metadata);
  }

  /** Ends its connection. */
  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/**
 * Why a call is not answered.
 *
 * @param call The call.
 * @returns Its code, and the sentence.
 */
export async function codeOf(
  call: Promise<unknown>,
): Promise<[status, string]> {
  const error = await assertRejects(() => call, Error) as ServiceError;
  return [error.code, error.details];
}
