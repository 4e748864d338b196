import {
  type ConnectionInjector,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
} from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { pause } from "../../../ground/pause.ts";
import { createServer as createTlsServer } from "node:tls";
import { INTERNAL_FAILURE, ScoringError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import {
  decodeMessage,
  encodeMessage,
  type InferenceMessageName,
} from "./inference_messages.ts";
import { GrpcError } from "./grpc_error.ts";
import {
  type GrpcMethod,
  type HttpAnswers,
  InferenceCalls,
} from "./inference_calls.ts";

/** Where gRPC is spoken, and who answers. */
export interface GrpcServerOptions extends HttpAnswers {
  /** The address to listen on. */
  readonly hostname: string;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** The certificate and its key, in PEM, as they were at the start; plain where there is none. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** How many connections are served at once; others are closed. */
  readonly maxConnections: number;
  /** The largest message, in bytes. */
  readonly maxBodyBytes: number;
  /** Where failures of the host are written. */
  readonly log: Logger;
}

/** Requests of one client at once on one connection. */
const MAX_STREAMS = 1000;
/** How often it is looked whether all has left when the server ends, and how many times at most. */
const STEP_MS = 10;
const FLUSH_STEPS = 100;
/** What is told to calls that come when the server ends; their clients ask another one. */
const STOPPING = {
  code: status.UNAVAILABLE,
  details: "The host is stopping: send the request again",
};
/** How long a connection may be silent before it is asked whether it lives, and how long that may take. */
const KEEPALIVE = { time: 60_000, timeout: 20_000 };

/**
 * The Open Inference Protocol by gRPC (`inference.GRPCInferenceService`), and
 * the check of `grpc.health.v1.Health`. Each call is asked of what answers the
 * protocol over HTTP, with its tensors as bytes: so it is admitted, limited,
 * collected, counted and told as every other request.
 */
export class GrpcServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: GrpcServerOptions;
  readonly #injector: ConnectionInjector;
  readonly #listener: NetServer;
  readonly #connections = new Set<Socket>();
  #running = 0;
  #isStopping = false;

  private constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#server = new Server({
      "grpc.max_receive_message_length": options.maxBodyBytes,
      "grpc.max_send_message_length": -1,
      "grpc.max_concurrent_streams": MAX_STREAMS,
      "grpc.keepalive_time_ms": KEEPALIVE.time,
      "grpc.keepalive_timeout_ms": KEEPALIVE.timeout,
    });
    this.#injector = this.#server.createConnectionInjector(
      ServerCredentials.createInsecure(),
    );
    // The library's own listener speaks no TLS on this platform, and has no limit of connections.
    const accept = (socket: Socket) => this.#accept(socket);
    const { tls } = options;
    this.#listener = tls === undefined
      ? createServer(accept)
      : createTlsServer({ ...tls, ALPNProtocols: ["h2"] }, accept);
    for (const { service, methods } of new InferenceCalls(options).services) {
      this.#server.addService(
        definition(service, methods),
        Object.fromEntries(
          Object.entries(methods).map((
            [name, method],
          ) => [name, this.#handler(method)]),
        ),
      );
    }
  }

  /**
   * Begins to listen.
   *
   * @param options Where, and who answers.
   * @returns The server.
   * @throws {Error} If the port is taken, or may not be listened on.
   */
  static async open(options: GrpcServerOptions): Promise<GrpcServer> {
    const server = new GrpcServer(options);
    await server.#listen();
    return server;
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#listener.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Takes no more calls, and waits for those that are answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    this.#listener.close();
    while (this.#running > 0) await pause(STEP_MS);
    await this.#flushed();
    await new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => resolve());
    });
    for (const socket of this.#connections) socket.destroy();
    this.#injector.destroy();
  }

  /** What was answered has left: the platform's sessions do not wait for it when they are closed. */
  async #flushed(): Promise<void> {
    let quiet = 0;
    for (let step = 0; step < FLUSH_STEPS && quiet < 2; step++) {
      await pause(STEP_MS);
      const isQuiet = [...this.#connections].every((socket) =>
        socket.writableLength === 0
      );
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }

  #listen(): Promise<void> {
    const { hostname, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#listener.once("error", reject);
      this.#listener.listen(port, hostname, resolve);
    });
  }

  /** Takes a connection, if there is room. */
  #accept(socket: Socket): void {
    if (this.#connections.size >= this.#options.maxConnections) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once("close", () => this.#connections.delete(socket));
    socket.on("error", () => socket.destroy());
    this.#injector.injectConnection(socket);
  }

  #handler({ takes, gives, answer }: GrpcMethod) {
    return (
      call: ServerUnaryCall<Uint8Array, Uint8Array>,
      done: sendUnaryData<Uint8Array>,
    ): void => {
      if (this.#isStopping) return done(STOPPING);
      this.#running++;
      const left = new AbortController();
      call.on("cancelled", () => left.abort());
      const { metadata } = call;
      const answered = async () => {
        const message = messageOf(takes, call.request);
        const asked = { message, metadata, signal: left.signal };
        return encodeMessage(gives, await answer(asked));
      };
      answered().then(
        (bytes) => done(null, bytes),
        (error) => done(this.#failure(error)),
      ).finally(() => this.#running--);
    };
  }

  /** What a client is told of a failure; what only the host knows is in its log. */
  #failure(error: unknown): { code: status; details: string } {
    if (error instanceof GrpcError) {
      return { code: error.code, details: error.message };
    }
    if (error instanceof ScoringError) {
      return { code: status.INVALID_ARGUMENT, details: error.message };
    }
    this.#options.log.error("A call by gRPC failed", {
      cause: error instanceof Error ? error.stack : String(error),
    });
    return { code: status.INTERNAL, details: INTERNAL_FAILURE };
  }
}

function definition(
  service: string,
  methods: Readonly<Record<string, GrpcMethod>>,
): ServiceDefinition {
  const asItIs = (bytes: Uint8Array) => Buffer.from(bytes);
  return Object.fromEntries(
    Object.keys(methods).map((name) => [name, {
      path: `/${service}/${name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    }]),
  );
}

function messageOf(name: InferenceMessageName, bytes: Uint8Array): unknown {
  try {
    return decodeMessage(name, bytes);
  } catch (cause) {
    throw new ScoringError(
      "bad-input",
      `Cannot read the message: it is no ${name}`,
      { cause },
    );
  }
}
