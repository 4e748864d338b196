const API = "/api/2.0/mlflow";
const STORE = "/api/2.0/mlflow-artifacts/artifacts";

/** A version of a registered model, as the server tells of it. */
export interface ServedVersion {
  readonly source: string;
  /** Where its files are; by default what `source` says. */
  readonly location?: string;
  readonly runId?: string;
  readonly status?: string;
}

/** A logged model. */
export interface ServedModel {
  readonly artifactUri: string;
  readonly runId?: string;
  readonly name?: string;
  readonly status?: string;
}

/** One entry of a folder, as the server lists it. */
export interface ServedEntry {
  readonly path: string;
  readonly "is_dir": boolean;
  readonly "file_size"?: number;
}

/** What goes wrong with a request; `undefined` if it is answered as usual. */
export type Fault = (request: Request, url: URL) => Response | undefined;

/**
 * A server on loopback that speaks the part of MLflow's REST API by which
 * models are found and read. What it has is set by its fields; what it was
 * asked is in `asked`, what went wrong in the order of `faults`.
 */
export class LocalTrackingServer implements AsyncDisposable {
  /** Files of the artifact store, by path; `mlflow-artifacts:/<path>`. */
  readonly files: Map<string, string | Uint8Array<ArrayBuffer>> = new Map();
  /** Versions, by `<name>/<version>`. */
  readonly versions: Map<string, ServedVersion> = new Map();
  /** Versions, by `<name>@<alias>`. */
  readonly aliases: Map<string, string> = new Map();
  /** Logged models, by id. */
  readonly models: Map<string, ServedModel> = new Map();
  /** Where the files of a run are, by its id. */
  readonly runs: Map<string, string> = new Map();
  /** Listings that are answered instead of the files there are, by folder. */
  readonly listings: Map<string, readonly ServedEntry[]> = new Map();
  /** Asked first, in order, until one has an answer. */
  readonly faults: Fault[] = [];
  /** Path and query of every request, in order. */
  readonly asked: string[] = [];
  /** The `Authorization` of every request, in order. */
  readonly authorizations: (string | null)[] = [];
  /** The most downloads that ran at once. */
  maxConcurrent = 0;
  #running = 0;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(request),
    );
  }

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Registers a version whose files are in the artifact store. */
  register(
    name: string,
    version: string,
    files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
  ): void {
    const folder = `0/models/${name}-${version}`;
    for (const [path, content] of Object.entries(files)) {
      this.files.set(`${folder}/${path}`, content);
    }
    this.versions.set(`${name}/${version}`, {
      source: `mlflow-artifacts:/${folder}`,
    });
  }

  /** Stops it; a server that is away. */
  async stop(): Promise<void> {
    await this.#server.shutdown();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    this.asked.push(url.pathname + url.search);
    this.authorizations.push(request.headers.get("Authorization"));
    for (const fault of this.faults) {
      const answer = fault(request, url);
      if (answer !== undefined) return answer;
    }
    return await this.#route(request, url) ??
      Response.json({ "error_code": "RESOURCE_DOES_NOT_EXIST" }, {
        status: 404,
      });
  }

  async #route(request: Request, url: URL): Promise<Response | undefined> {
    const path = url.pathname;
    const query = (name: string) => url.searchParams.get(name) ?? "";
    switch (path) {
      case `${API}/registered-models/alias`:
        return this.#version(
          query("name"),
          this.aliases.get(`${query("name")}@${query("alias")}`),
        );
      case `${API}/model-versions/get`:
        return this.#version(query("name"), query("version"));
      case `${API}/model-versions/get-download-uri`: {
        const found = this.versions.get(
          `${query("name")}/${query("version")}`,
        );
        return found &&
          Response.json({ "artifact_uri": found.location ?? found.source });
      }
      case `${API}/registered-models/search`: {
        const names = [...this.versions.keys()].map((key) => key.split("/")[0]);
        // The server leaves an empty list out.
        return Response.json(
          names.length === 0
            ? {}
            : { "registered_models": [{ name: names[0] }] },
        );
      }
      case `${API}/registered-models/get-latest-versions`: {
        const { name } = await request.json();
        const versions = [...this.versions.keys()]
          .filter((key) => key.startsWith(`${name}/`))
          .map((key) => ({ version: key.split("/")[1] }));
        return Response.json({ "model_versions": versions });
      }
      case `${API}/runs/get`: {
        const uri = this.runs.get(query("run_id"));
        return uri === undefined ? undefined : Response.json({
          run: { info: { "experiment_id": "0", "artifact_uri": uri } },
        });
      }
      case `${API}/logged-models/search`:
        return Response.json({
          models: [...this.models].map(([id, model]) => info(id, model)),
        });
      case `${API}/artifacts/list`:
        return this.#list(`run/${query("run_id")}`, query("path"));
      case "/get-artifact":
        return this.#file(`run/${query("run_id")}/${query("path")}`);
      case STORE:
        return this.#list(query("path"));
    }
    if (path.startsWith(`${STORE}/`)) {
      return this.#file(decodeURIComponent(path.slice(STORE.length + 1)));
    }
    const [, id = "", rest] =
      /\/2\.0\/mlflow\/logged-models\/([^/]+)(\/artifacts\/\w+)?$/.exec(path) ??
        [];
    if (rest === "/artifacts/directories") {
      return this.#list(`logged/${id}`, query("artifact_directory_path"));
    }
    if (rest === "/artifacts/files") {
      return this.#file(`logged/${id}/${query("artifact_file_path")}`);
    }
    const model = this.models.get(id);
    return model && Response.json({ model: info(id, model) });
  }

  #version(name: string, version: string | undefined): Response | undefined {
    const found = this.versions.get(`${name}/${version}`);
    return found && Response.json({
      "model_version": {
        name,
        version,
        status: found.status ?? "READY",
        source: found.source,
        "run_id": found.runId ?? "",
      },
    });
  }

  /** Entries of a folder: of a store by name, of a run or a logged model by path. */
  #list(root: string, path?: string): Response {
    const folder = path ? `${root}/${path}` : root;
    const planned = this.listings.get(folder);
    if (planned !== undefined) return Response.json({ files: planned });
    const entries = new Map<string, ServedEntry>();
    for (const [file, content] of this.files) {
      if (!file.startsWith(`${folder}/`)) continue;
      const [name = "", ...rest] = file.slice(folder.length + 1).split("/");
      const named = path ? `${path}/${name}` : name;
      entries.set(
        name,
        rest.length > 0
          ? { path: named, "is_dir": true }
          : { path: named, "is_dir": false, "file_size": sizeOf(content) },
      );
    }
    return Response.json(
      entries.size === 0 ? {} : { files: [...entries.values()] },
    );
  }

  async #file(path: string): Promise<Response | undefined> {
    const content = this.files.get(path);
    if (content === undefined) return undefined;
    this.#running++;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#running);
    // Others that are on their way arrive before this one is answered.
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.#running--;
    return new Response(content);
  }
}

function info(id: string, model: ServedModel): Record<string, unknown> {
  return {
    info: {
      "model_id": id,
      "artifact_uri": model.artifactUri,
      status: model.status ?? "LOGGED_MODEL_READY",
      "source_run_id": model.runId,
      name: model.name,
    },
  };
}

function sizeOf(content: string | Uint8Array): number {
  return typeof content === "string"
    ? new TextEncoder().encode(content).length
    : content.length;
}

/** Answers so, the first times. */
export function failing(
  times: number,
  answer: (url: URL) => Response,
  matches: (url: URL) => boolean = () => true,
): Fault {
  let left = times;
  return (_, url) => matches(url) && left-- > 0 ? answer(url) : undefined;
}
