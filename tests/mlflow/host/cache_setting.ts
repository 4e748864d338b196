import { assertEquals } from "@std/assert";
import {
  ModelCache,
  type ModelCacheOptions,
} from "../../../mlflow/host/model_cache.ts";
import { parseModelUri } from "../../../mlflow/model_uri.ts";
import { TrackingServers } from "../../../mlflow/tracking/tracking_servers.ts";
import { LocalTrackingServer } from "../../tools/servers/tracking_server.ts";

/** The files of the model that every server has: version 1 of `iris`. */
export const FILES: Readonly<Record<string, string>> = {
  "MLmodel": "flavors: {}",
  "data/model.bin": "0123456789",
};

/** A server, a folder for a cache, and what the cache warned of. */
export interface Setting {
  readonly server: LocalTrackingServer;
  readonly folder: string;
  readonly warnings: string[];
  /** A cache as a new process has it. */
  cache(options?: ModelCacheOptions): ModelCache;
  /** The folder of a model. */
  locate(uri: string): Promise<string>;
}

/** Runs a body with a server and an empty cache. */
export async function withServer(
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await using server = new LocalTrackingServer();
    const warnings: string[] = [];
    const { url } = server;
    const cache = (options: ModelCacheOptions = {}) => {
      const tracking = { url, authorization: undefined };
      const servers = new TrackingServers({ tracking, registry: tracking }, {
        firstDelayMs: 1,
        maxDelayMs: 2,
        namedUrl: url,
      });
      return new ModelCache(folder, servers, {
        onWarning: (text) => warnings.push(text),
        ...options,
      });
    };
    const locate = (uri: string) => cache().locate(parseModelUri(uri));
    server.register("iris", "1", FILES);
    await body({ server, folder, warnings, cache, locate });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Holds that a folder has these files. */
export async function assertHolds(
  folder: string,
  files: object,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    assertEquals(await Deno.readTextFile(`${folder}/${path}`), text);
  }
}

/** Every file below a folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isFile) found.push(path);
    else found.push(...await filesIn(path));
  }
  return found;
}
