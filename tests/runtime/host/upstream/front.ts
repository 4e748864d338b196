import type { Deployment } from "../../../../collector/mod.ts";
import type { MemorySpool } from "../../../../collector/memory_spool.ts";
import { HttpServer } from "../../../../runtime/host/http/http_server.ts";
import { recordingProxy } from "../../../../runtime/host/upstream/recording_proxy.ts";
import {
  type EventRecord,
  linesOf,
  memoryDeployment,
} from "../../../collector/memory_deployment.ts";
import { recordingLogger } from "../../../tools/recording_logger.ts";

/** How a {@linkcode Front} stands. */
export interface FrontOptions {
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  readonly samplingRate?: number;
}

/** A proxy that records, over real connections. */
export class Front implements AsyncDisposable {
  readonly deployment: Deployment;
  readonly warnings: readonly string[];
  readonly #server: HttpServer;
  readonly #spool: MemorySpool;
  #leaving: Promise<void> | undefined;

  /**
   * Stands in front of a server.
   *
   * @param port The server's port on this machine.
   * @param options Its limits.
   */
  constructor(port: number, options: FrontOptions = {}) {
    const { timeoutMs = 10_000, maxBodyBytes = 1e8, samplingRate = 1 } =
      options;
    const { log, warnings } = recordingLogger();
    const { deployment, spool } = memoryDeployment({
      collections: { request: { enabled: true }, response: { enabled: true } },
      "sampling_rate": samplingRate,
    });
    this.deployment = deployment;
    this.warnings = warnings;
    this.#spool = spool;
    this.#server = new HttpServer(
      recordingProxy(deployment, {
        upstream: { hostname: "127.0.0.1", port, timeoutMs },
        maxBodyBytes,
        log,
      }),
      { hostname: "127.0.0.1", port: 0, log },
    );
  }

  get port(): number {
    return this.#server.port;
  }

  /** Where it listens. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What was recorded in a collection since this was asked last. */
  async events(collection: string): Promise<EventRecord[]> {
    await this.deployment.commit();
    return linesOf(this.#spool, collection);
  }

  /** Waits until no client is connected; takes no more. */
  left(): Promise<void> {
    return this.#leaving ??= this.#server.shutdown();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.left();
    await this.deployment.close();
  }
}
