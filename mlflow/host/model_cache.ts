import { dirname, join } from "node:path";
import { ModelError } from "../errors.ts";
import type { ModelUri } from "../model_uri.ts";
import { describePlace } from "../tracking/artifact_place.ts";
import {
  findModelFiles,
  type ModelFiles,
  pinModel,
} from "../tracking/find_model_files.ts";
import type { ModelLimits } from "../tracking/list_model_files.ts";
import { TrackingError } from "../tracking/tracking_error.ts";
import type { TrackingServers } from "../tracking/tracking_servers.ts";
import { downloadModel, readModelFile } from "./download_model.ts";
import { fixedEntry, folderOf, referenceFile } from "./reference_file.ts";
import { isFile, isFolder } from "./stat_or_nothing.ts";

/** What a {@linkcode ModelCache} is made of. */
export interface ModelCacheOptions extends ModelLimits {
  /** Told when an older answer is used, in a sentence. */
  readonly onWarning?: (message: string) => void;
  /** Told before a download, in a sentence. */
  readonly onDownload?: (message: string) => void;
}

/**
 * Models of tracking servers, kept in a folder. What is in it stands under a
 * name that never comes to mean another: a version of a registered model, the
 * id of a logged model, or a folder's path with the hash of its `MLmodel`. A
 * model is downloaded beside its place and moved there when it is whole. What
 * an alias named last is written down, for when the server is away.
 */
export class ModelCache {
  readonly #folder: string;
  readonly #servers: TrackingServers;
  readonly #options: ModelCacheOptions;

  /**
   * Makes a cache; nothing is read or written.
   *
   * @param folder Its folder, absolute; it is made when something is kept.
   * @param servers Who is asked.
   * @param options The limits of a model, and who is told what happens.
   */
  constructor(
    folder: string,
    servers: TrackingServers,
    options: ModelCacheOptions = {},
  ) {
    this.#folder = folder;
    this.#servers = servers;
    this.#options = options;
  }

  /**
   * The folder of a model, downloaded if it is not there. A version and a
   * logged model that are there need no server; of an alias, a stage or a path
   * the server is asked what it is now, and if the server is away, what it was
   * last is taken.
   *
   * @param uri The model.
   * @returns Its folder, absolute.
   * @throws {ModelError} If there is no such model, or it cannot be downloaded.
   */
  async locate(uri: ModelUri): Promise<string> {
    return await keeping(this.#folder, () => this.#locate(uri));
  }

  async #locate(uri: ModelUri): Promise<string> {
    const fixed = fixedEntry(uri, this.#servers);
    if (fixed !== undefined) return await this.#entry(fixed, uri);
    const reference = join(this.#folder, referenceFile(uri, this.#servers));
    const last = await this.#lastFolder(reference);
    try {
      const entry = await this.#resolve(
        uri,
        last === undefined ? this.#servers : this.#servers.hurried(),
      );
      await this.#remember(reference, entry);
      return join(this.#folder, entry);
    } catch (error) {
      const isAway = error instanceof TrackingError && error.isAway;
      if (!isAway || last === undefined) throw error;
      this.#options.onWarning?.(
        `${error.message}; using what it was the last time, ${last}`,
      );
      return last;
    }
  }

  /** Finds what a URI names now, and keeps it; gives its place in the cache. Only the finding may be hurried. */
  async #resolve(uri: ModelUri, servers: TrackingServers): Promise<string> {
    const pinned = await pinModel(uri, servers);
    const fixed = fixedEntry(pinned, servers);
    if (fixed !== undefined) {
      await this.#entry(fixed, pinned);
      return fixed;
    }
    const files = await findModelFiles(pinned, servers);
    const entry = `${folderOf(pinned, servers)}/${await digestOf(files)}`;
    if (!await isFolder(join(this.#folder, entry))) {
      await this.#download(entry, await findModelFiles(pinned, this.#servers));
    }
    return entry;
  }

  /** The folder of what never changes. */
  async #entry(entry: string, uri: ModelUri): Promise<string> {
    const folder = join(this.#folder, entry);
    if (!await isFolder(folder)) {
      await this.#download(entry, await findModelFiles(uri, this.#servers));
    }
    return folder;
  }

  async #download(entry: string, files: ModelFiles): Promise<void> {
    const { onDownload, onWarning: _, ...limits } = this.#options;
    const what = describePlace(files.place, files.path);
    onDownload?.(`Downloading ${what} from ${files.client.url}`);
    await downloadModel(files, join(this.#folder, entry), {
      ...limits,
      temporaryFolder: join(this.#folder, "unfinished"),
    });
  }

  async #lastFolder(reference: string): Promise<string | undefined> {
    if (!await isFile(reference)) return undefined;
    const folder = join(this.#folder, await Deno.readTextFile(reference));
    return await isFolder(folder) ? folder : undefined;
  }

  async #remember(reference: string, entry: string): Promise<void> {
    await Deno.mkdir(dirname(reference), { recursive: true });
    const fresh = `${reference}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(fresh, entry);
    await Deno.rename(fresh, reference);
  }
}

/** The hash of a folder's `MLmodel`, which has an id and a time of its own. */
async function digestOf(files: ModelFiles): Promise<string> {
  const bytes = await readModelFile(files, "MLmodel");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(
    hash.subarray(0, 16),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Says of a disk's error which folder it was, and what would do. */
async function keeping<T>(folder: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!isOfDisk(error)) throw error;
    const flag = /--allow-\w+/.exec(error.message)?.[0];
    const reason = error instanceof Deno.errors.NotCapable
      ? `no permission was given; grant it with ${flag}=${folder}`
      : error.message;
    throw new ModelError(
      `Cannot keep a model in ${folder}: ${reason}; --model-cache names another folder`,
      { cause: error },
    );
  }
}

function isOfDisk(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof ModelError) &&
    (error instanceof Deno.errors.NotCapable ||
      "code" in error && typeof error.code === "string");
}
