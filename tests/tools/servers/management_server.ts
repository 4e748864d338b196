import { CERTIFICATE_PATH, KEY_PATH } from "../loopback_tls.ts";

/** What a workspace knows of a datastore, as the management service has it. */
export interface ManagedDatastore {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/** The management service of one workspace: datastores and data assets. */
export class ManagementServer implements AsyncDisposable {
  /** The data assets, `<name>/versions/<version>`, by what was put. */
  readonly assets: Map<string, { properties: Record<string, unknown> }> =
    new Map();
  /** The datastores by name. */
  readonly datastores: Map<string, ManagedDatastore> = new Map();
  readonly #workspace: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(workspace: string) {
    this.#workspace = workspace;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      cert: Deno.readTextFileSync(CERTIFICATE_PATH),
      key: Deno.readTextFileSync(KEY_PATH),
      onListen() {},
    }, (request) => this.#answer(request));
  }

  /** Where it is. */
  get url(): string {
    return `https://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const inner = pathname.startsWith(`${this.#workspace}/`)
      ? pathname.slice(this.#workspace.length + 1)
      : "";
    const [kind, name = "", ...rest] = inner.split("/");
    if (request.headers.get("authorization")?.startsWith("Bearer ") !== true) {
      return failure(401, "AuthenticationFailed");
    }
    if (kind === "datastores") {
      const datastore = this.datastores.get(name);
      if (datastore === undefined) return failure(404, "ResourceNotFound");
      if (rest[0] === "listSecrets") return Response.json(datastore.secrets);
      return Response.json({
        id: pathname,
        name,
        properties: datastore.properties,
      });
    }
    if (kind !== "data") return failure(404, "ResourceNotFound");
    const key = [name, ...rest].join("/");
    if (request.method === "PUT") {
      this.assets.set(key, await request.json());
      return Response.json(this.#asset(key), { status: 201 });
    }
    await request.body?.cancel();
    return this.assets.has(key)
      ? Response.json(this.#asset(key))
      : failure(404, "ResourceNotFound");
  }

  /** The service gives a short URI back in its long form. */
  #asset(key: string): unknown {
    const { properties } = this.assets.get(key)!;
    const dataUri = String(properties.dataUri).replace(
      "azureml://datastores/",
      `azureml:/${
        this.#workspace.replace(
          "/providers/Microsoft.MachineLearningServices",
          "",
        )
      }/datastores/`,
    );
    return { id: key, name: key, properties: { ...properties, dataUri } };
  }
}

function failure(status: number, code: string): Response {
  return Response.json({ error: { code, message: code } }, { status });
}
