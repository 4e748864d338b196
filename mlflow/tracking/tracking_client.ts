import {
  API,
  type ArtifactPlace,
  describePlace,
  downloadRequest,
  listRequest,
} from "./artifact_place.ts";
import type { Attempt } from "./attempt.ts";
import { TrackingError } from "./tracking_error.ts";
import type { TrackingServer } from "./tracking_settings.ts";
import { JsonReader } from "./json_reader.ts";
import {
  type TrackingRequest,
  Transport,
  type TransportOptions,
} from "./transport.ts";

/** A version of a registered model, as far as it says where its files are. */
export interface ModelVersion {
  /** The version: a whole number. */
  readonly version: string;
  /** What it was made of: a URI or a path of the server. */
  readonly source: string | undefined;
  /** The run that logged it. */
  readonly runId: string | undefined;
  /** The logged model that it is. */
  readonly modelId: string | undefined;
}

/** A logged model of MLflow 3. */
export interface LoggedModel {
  /** Its id, `m-` first. */
  readonly modelId: string;
  /** Where its files are. */
  readonly artifactUri: string;
}

/** One entry of a folder at a server. */
export interface RemoteEntry {
  /** Its path, as the server gave it; not checked. */
  readonly path: string;
  /** Whether it is a folder. */
  readonly isFolder: boolean;
  /** Its size in bytes, if the server knows it. */
  readonly bytes: number | undefined;
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 100;

/**
 * The part of a tracking server's REST API that finds a model and reads its
 * files. Every answer is bounded and checked; no message holds a credential.
 */
export class TrackingClient {
  readonly #transport: Transport;

  /**
   * Makes a client; nothing is sent.
   *
   * @param server The server.
   * @param options How it is asked.
   */
  constructor(server: TrackingServer, options: TransportOptions = {}) {
    this.#transport = new Transport(server, options);
  }

  /** The server's address. */
  get url(): string {
    return this.#transport.url;
  }

  /**
   * One of the registered models, if there is any: a question that each server
   * answers, and only to whom it believes.
   *
   * @returns Its name.
   * @throws {TrackingError} If the server has no answer.
   */
  async someModel(): Promise<string | undefined> {
    const answer = await this.#ask({
      what: "its registered models",
      path: `${API}/registered-models/search`,
      query: { "max_results": "1" },
    });
    return answer.objects("registered_models")[0]?.text("name");
  }

  /**
   * The version that an alias names.
   *
   * @param name The registered model.
   * @param alias The alias.
   * @returns The version.
   * @throws {TrackingError} If the server says none.
   */
  async versionOfAlias(name: string, alias: string): Promise<string> {
    const answer = await this.#ask({
      what: `the alias "${alias}" of the model "${name}"`,
      path: `${API}/registered-models/alias`,
      query: { name, alias },
    });
    return versionIn(answer.object("model_version"));
  }

  /**
   * The highest version of a model, of a stage or of all.
   *
   * @param name The registered model.
   * @param stage The stage; `undefined` for all.
   * @returns The version.
   * @throws {TrackingError} If there is none.
   */
  async latestVersion(name: string, stage?: string): Promise<string> {
    const what = `the latest version of the model "${name}"`;
    const answer = await this.#ask({
      what,
      path: `${API}/registered-models/get-latest-versions`,
      body: stage === undefined ? { name } : { name, stages: [stage] },
    });
    const versions = answer.objects("model_versions").map(versionIn);
    if (versions.length === 0) {
      const below = stage === undefined ? "" : ` in the stage "${stage}"`;
      throw new TrackingError(
        `Cannot read ${what} from ${this.url}: it has no version${below}`,
        { status: 200 },
      );
    }
    return versions.reduce((a, b) => BigInt(a) > BigInt(b) ? a : b);
  }

  /**
   * A version of a registered model.
   *
   * @param name The registered model.
   * @param version The version.
   * @returns What the server says of it.
   * @throws {TrackingError} If there is none, or it is not ready.
   */
  async modelVersion(name: string, version: string): Promise<ModelVersion> {
    const answer = await this.#ask({
      what: `version ${version} of the model "${name}"`,
      path: `${API}/model-versions/get`,
      query: { name, version },
    });
    const found = answer.object("model_version");
    found.refuseUnready("status");
    return {
      version: versionIn(found),
      source: found.optionalText("source"),
      runId: found.optionalText("run_id"),
      modelId: found.optionalText("model_id"),
    };
  }

  /**
   * Where a version's files are.
   *
   * @param name The registered model.
   * @param version The version.
   * @returns A URI, or a path of the server.
   * @throws {TrackingError} If the server says none.
   */
  async downloadUri(name: string, version: string): Promise<string> {
    const answer = await this.#ask({
      what: `where version ${version} of the model "${name}" is`,
      path: `${API}/model-versions/get-download-uri`,
      query: { name, version },
    });
    return answer.text("artifact_uri");
  }

  /**
   * A run.
   *
   * @param runId Its id.
   * @returns Its experiment, and where its files are.
   * @throws {TrackingError} If there is none.
   */
  async run(runId: string): Promise<{
    readonly experimentId: string;
    readonly artifactUri: string;
  }> {
    const answer = await this.#ask({
      what: `the run ${runId}`,
      path: `${API}/runs/get`,
      query: { "run_id": runId },
    });
    const info = answer.object("run").object("info");
    return {
      experimentId: info.text("experiment_id"),
      artifactUri: info.text("artifact_uri"),
    };
  }

  /**
   * A logged model.
   *
   * @param modelId Its id.
   * @returns What the server says of it.
   * @throws {TrackingError} If there is none, or it is not ready.
   */
  async loggedModel(modelId: string): Promise<LoggedModel> {
    const answer = await this.#ask({
      what: `the logged model ${modelId}`,
      path: `${API}/logged-models/${encodeURIComponent(modelId)}`,
    });
    const info = answer.object("model").object("info");
    info.refuseUnready("status");
    return {
      modelId: info.text("model_id"),
      artifactUri: info.text("artifact_uri"),
    };
  }

  /**
   * The model that a run logged under a name, which MLflow 3 keeps beside the run's own files.
   *
   * @param runId The run.
   * @param name The name it was logged under.
   * @returns Its id; `undefined` if there is none, or the server is older than MLflow 3.
   * @throws {TrackingError} If the server has no answer.
   */
  async modelOfRun(runId: string, name: string): Promise<string | undefined> {
    const { experimentId } = await this.run(runId);
    // The filter's language has no way to write a quote.
    if (/['"\\]/.test(name)) return undefined;
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#askOrNothing({
        what: `the models of the run ${runId}`,
        path: `${API}/logged-models/search`,
        body: {
          "experiment_ids": [experimentId],
          filter: `name = '${name}'`,
          ...(token === undefined ? {} : { "page_token": token }),
        },
      });
      if (answer === undefined) return undefined;
      const infos = answer.objects("models").map((model) =>
        model.object("info")
      );
      const found = infos.find((info) =>
        info.optionalText("source_run_id") === runId
      );
      if (found !== undefined) return found.text("model_id");
      token = answer.optionalText("next_page_token");
      if (token === undefined) return undefined;
    }
    return undefined;
  }

  /**
   * What is in a folder, one level deep.
   *
   * @param place Whose files.
   * @param path The folder, from the place's root; empty for all.
   * @returns Its entries, as the server gave them. Those of a store are named from the folder, others from the root.
   * @throws {TrackingError} If the server has no answer.
   */
  async list(place: ArtifactPlace, path: string): Promise<RemoteEntry[]> {
    const entries: RemoteEntry[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#ask(listRequest(place, { path, token }));
      for (const file of answer.objects("files")) {
        entries.push({
          path: file.text("path"),
          isFolder: file.flag("is_dir"),
          bytes: file.optionalCount("file_size"),
        });
      }
      token = answer.optionalText("next_page_token");
      if (token === undefined) return entries;
    }
    throw new TrackingError(
      `Cannot list the files of ${
        describePlace(place, path)
      } at ${this.url}: it has more than ${MAX_PAGES} pages`,
      { status: 200 },
    );
  }

  /**
   * Reads one file, again from its start if it breaks off.
   *
   * @param place Whose file.
   * @param path The file, from the place's root.
   * @param read Takes the file's bytes; called anew for each attempt.
   * @returns What `read` gave.
   * @throws {TrackingError} If the server does not send it whole.
   */
  async download<T>(
    place: ArtifactPlace,
    path: string,
    read: (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) => Promise<T>,
  ): Promise<T> {
    return await this.#transport.send(
      downloadRequest(place, path),
      async (response, attempt) => await read(attempt.chunks(response)),
    );
  }

  async #ask(request: TrackingRequest): Promise<JsonReader> {
    const text = await this.#transport.send(request, readText);
    return JsonReader.parse(text, { what: request.what, url: this.url });
  }

  async #askOrNothing(
    request: TrackingRequest,
  ): Promise<JsonReader | undefined> {
    try {
      return await this.#ask(request);
    } catch (error) {
      const status = error instanceof TrackingError ? error.status : undefined;
      if (status === 404 || status === 405) return undefined;
      throw error;
    }
  }
}

async function readText(
  response: Response,
  attempt: Attempt,
): Promise<string> {
  return await attempt.text(response, MAX_ANSWER_BYTES);
}

function versionIn(found: JsonReader): string {
  return found.wholeNumber("version");
}
