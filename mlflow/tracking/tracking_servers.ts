import { ModelError } from "../errors.ts";
import { TrackingClient } from "./tracking_client.ts";
import type { TrackingServer, TrackingSettings } from "./tracking_settings.ts";
import type { TransportOptions } from "./transport.ts";

/** How long a server may be silent when there is an older answer to fall back on. */
const HURRIED_TIMEOUT_MS = 10_000;

/**
 * The servers that may be asked: those that the configuration names, and no
 * other, whatever an answer says. Credentials go to them alone.
 */
export class TrackingServers {
  readonly #settings: TrackingSettings;
  readonly #options: TransportOptions;
  readonly #namedUrl: string | undefined;

  /**
   * Makes their clients; nothing is sent.
   *
   * @param settings The servers.
   * @param options How they are asked; `namedUrl` is one more server, which the user named in a model's URI.
   */
  constructor(
    settings: TrackingSettings,
    options: TransportOptions & { readonly namedUrl?: string } = {},
  ) {
    this.#settings = settings;
    this.#options = options;
    this.#namedUrl = options.namedUrl;
  }

  /** The same servers, asked once more at most, for when an older answer would do. */
  hurried(): TrackingServers {
    const { timeoutMs = HURRIED_TIMEOUT_MS } = this.#options;
    return new TrackingServers(this.#settings, {
      ...this.#options,
      maxRetries: 1,
      timeoutMs: Math.min(timeoutMs, HURRIED_TIMEOUT_MS),
    });
  }

  /**
   * The tracking server's client.
   *
   * @throws {ModelError} If none is named.
   */
  get tracking(): TrackingClient {
    return this.#client(this.#settings.tracking);
  }

  /**
   * The model registry's client.
   *
   * @throws {ModelError} If none is named.
   */
  get registry(): TrackingClient {
    return this.#client(this.#settings.registry);
  }

  /**
   * The client of a server that a URI names.
   *
   * @param url The server's address, without a slash at the end.
   * @returns Its client.
   * @throws {ModelError} If the configuration does not name it.
   */
  at(url: string): TrackingClient {
    const { tracking, registry } = this.#settings;
    const { origin } = new URL(url);
    const known = [tracking, registry].find((server) =>
      server !== undefined && new URL(server.url).origin === origin
    );
    if (known !== undefined) return this.#client({ ...known, url });
    if (
      this.#namedUrl !== undefined && new URL(this.#namedUrl).origin === origin
    ) {
      return this.#client({ url, authorization: undefined });
    }
    throw new ModelError(
      `Cannot read a model from ${origin}: a server says that its files are there, and neither MLFLOW_TRACKING_URI nor MLFLOW_REGISTRY_URI names it`,
    );
  }

  /**
   * The client for an `mlflow-artifacts:` URI.
   *
   * @param host The host in it; `undefined` for the tracking server.
   * @returns Its client.
   * @throws {ModelError} If the configuration does not name it.
   */
  atHost(host: string | undefined): TrackingClient {
    if (host === undefined) return this.tracking;
    const url = new URL(this.tracking.url);
    return this.at(
      `${url.protocol}//${host}${url.pathname.replace(/\/+$/, "")}`,
    );
  }

  #client(server: TrackingServer | undefined): TrackingClient {
    if (server === undefined) {
      throw new ModelError(
        "Cannot find a tracking server: MLFLOW_TRACKING_URI is not set; set it to the server's address, as http://127.0.0.1:5000",
      );
    }
    return new TrackingClient(server, this.#options);
  }
}
