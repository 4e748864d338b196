import { isArtifactPath } from "../artifact_path.ts";
import { ModelError } from "../errors.ts";
import { isModelUri, type ModelUri, parseModelUri } from "../model_uri.ts";
import type { ArtifactPlace } from "./artifact_place.ts";
import type { TrackingClient } from "./tracking_client.ts";
import type { TrackingServers } from "./tracking_servers.ts";

/** Where the files of a model are. */
export interface ModelFiles {
  /** The server that has them. */
  readonly client: TrackingClient;
  /** Whose files they are there. */
  readonly place: ArtifactPlace;
  /** The model's folder, from the place's root; empty for all. */
  readonly path: string;
}

/** A version that was registered from a version that was registered from … */
const MAX_HOPS = 5;

/**
 * What a URI names now: of an alias or a stage the version, of a run's folder
 * the model that the run logged under this name, if it did.
 *
 * @param uri The URI.
 * @param servers Who is asked.
 * @returns A URI that is neither an alias nor a stage.
 * @throws {ModelError} If there is none, or the server has no answer.
 */
export async function pinModel(
  uri: ModelUri,
  servers: TrackingServers,
): Promise<ModelUri> {
  switch (uri.kind) {
    case "alias": {
      const { name, alias, path } = uri;
      const version = await servers.registry.versionOfAlias(name, alias);
      return { kind: "version", name, version, path };
    }
    case "stage": {
      const { name, stage, path } = uri;
      const version = await servers.registry.latestVersion(name, stage);
      return { kind: "version", name, version, path };
    }
    case "run": {
      const [name = "", ...rest] = uri.path.split("/");
      const modelId = await servers.tracking.modelOfRun(uri.runId, name);
      return modelId === undefined
        ? uri
        : { kind: "logged", modelId, path: rest.join("/") };
    }
    default:
      return uri;
  }
}

/**
 * Where the files of a model are: a version may be a logged model, a run's
 * folder or another version, which are followed; what the server keeps outside
 * its artifact store is read through the server.
 *
 * @param uri What {@linkcode pinModel} gave.
 * @param servers Who is asked.
 * @param hops How many URIs led here.
 * @returns The files.
 * @throws {ModelError} If they cannot be read through a server that the configuration names.
 */
export async function findModelFiles(
  uri: ModelUri,
  servers: TrackingServers,
  hops: number = 0,
): Promise<ModelFiles> {
  if (hops > MAX_HOPS) {
    throw new ModelError(
      `Cannot find the files of a model: more than ${MAX_HOPS} URIs lead from one to the next`,
    );
  }
  switch (uri.kind) {
    case "alias":
    case "stage":
      return await findModelFiles(
        await pinModel(uri, servers),
        servers,
        hops + 1,
      );
    case "version":
      return await versionFiles(uri, servers, hops);
    case "logged": {
      const client = servers.tracking;
      const { artifactUri } = await client.loggedModel(uri.modelId);
      return storeFiles(artifactUri, uri.path, servers) ?? {
        client,
        place: { kind: "logged", modelId: uri.modelId },
        path: uri.path,
      };
    }
    case "run": {
      const client = servers.tracking;
      const { artifactUri } = await client.run(uri.runId);
      return storeFiles(artifactUri, uri.path, servers) ?? {
        client,
        place: { kind: "run", runId: uri.runId },
        path: uri.path,
      };
    }
    case "artifact": {
      const client = servers.atHost(uri.host);
      return { client, place: { kind: "store" }, path: uri.path };
    }
    case "http": {
      const client = servers.at(uri.server);
      return { client, place: { kind: "store" }, path: uri.path };
    }
  }
}

async function versionFiles(
  uri: Extract<ModelUri, { kind: "version" }>,
  servers: TrackingServers,
  hops: number,
): Promise<ModelFiles> {
  const { name, version, path } = uri;
  const client = servers.registry;
  const { source, runId, modelId } = await client.modelVersion(name, version);
  const location = await client.downloadUri(name, version);
  const stored = storeFiles(location, path, servers);
  if (stored !== undefined) return stored;
  for (const named of [location, source]) {
    if (named === undefined || !/^(models|runs):/.test(named)) continue;
    const next = await pinModel(below(parseModelUri(named), path), servers);
    return await findModelFiles(next, servers, hops + 1);
  }
  if (modelId !== undefined) {
    const next: ModelUri = { kind: "logged", modelId, path };
    return await findModelFiles(next, servers, hops + 1);
  }
  if (runId !== undefined) {
    const { artifactUri } = await servers.tracking.run(runId);
    const inRun = pathBelow(location, artifactUri);
    if (inRun !== undefined) {
      const next: ModelUri = { kind: "run", runId, path: joined(inRun, path) };
      return await findModelFiles(next, servers, hops + 1);
    }
  }
  throw new ModelError(
    `Cannot read the files of models:/${name}/${version}: ${client.url} keeps them where only it can list them; let it serve artifacts, or download the model to a folder`,
  );
}

/** The files of a URI that a server's artifact store answers; `undefined` if it is another store's. */
function storeFiles(
  location: string,
  path: string,
  servers: TrackingServers,
): ModelFiles | undefined {
  if (!isModelUri(location) || /^(models|runs):/.test(location)) {
    return undefined;
  }
  const uri = below(parseModelUri(location), path);
  const client = uri.kind === "http"
    ? servers.at(uri.server)
    : servers.atHost(uri.kind === "artifact" ? uri.host : undefined);
  return { client, place: { kind: "store" }, path: uri.path };
}

function below(uri: ModelUri, path: string): ModelUri {
  return { ...uri, path: joined(uri.path, path) };
}

function joined(folder: string, path: string): string {
  return folder === "" || path === "" ? folder + path : `${folder}/${path}`;
}

/** The path of something below a folder, both as URIs; `undefined` if it is elsewhere. */
function pathBelow(location: string, folder: string): string | undefined {
  const root = `${folder.replace(/\/+$/, "")}/`;
  if (!location.startsWith(root)) return undefined;
  const path = location.slice(root.length).replace(/\/+$/, "");
  return isArtifactPath(path) ? path : undefined;
}
