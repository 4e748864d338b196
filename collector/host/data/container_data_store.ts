import { type ContainerClient, RestError } from "@azure/storage-blob";
import { storeFailure } from "../../stores/azure_append_blob.ts";
import type { DataEntry, DataStore } from "./data_store.ts";

/** How often a download that breaks off is taken up where it was. */
const MAX_RESUMPTIONS = 5;
const LISTING_MS = 30_000;

/** Collected data in a container of Azure Blob Storage. */
export class ContainerDataStore implements DataStore {
  readonly root: string;
  readonly isGrowing = true;
  readonly #container: ContainerClient;
  readonly #shown: string;

  private constructor(
    container: ContainerClient,
    at: { readonly root: string; readonly shown: string },
  ) {
    this.#container = container;
    this.root = at.root;
    this.#shown = at.shown;
  }

  /**
   * Opens a container by looking into it.
   *
   * @param container The container, with a credential.
   * @param place The folder in it that was asked for, and its address without secrets.
   * @returns The data in it.
   * @throws {Error} If the container refuses.
   */
  static async open(
    container: ContainerClient,
    place: { readonly folder: string; readonly shown: string },
  ): Promise<ContainerDataStore> {
    const { folder, shown } = place;
    const outer = new ContainerDataStore(container, { root: folder, shown });
    const entries = await outer.entries(folder);
    const isOuter = entries.some(({ name, isFolder }) =>
      isFolder && name === "modelDataCollector"
    );
    return isOuter
      ? new ContainerDataStore(container, {
        root: joined(folder, "modelDataCollector"),
        shown,
      })
      : outer;
  }

  /** What is in a folder, by name. */
  async entries(folder: string): Promise<DataEntry[]> {
    const prefix = folder === "" ? "" : `${folder}/`;
    const found: DataEntry[] = [];
    await this.#asking(async () => {
      const items = this.#container.listBlobsByHierarchy("/", {
        prefix,
        abortSignal: AbortSignal.timeout(LISTING_MS),
      });
      for await (const item of items) {
        const isFolder = item.kind === "prefix";
        found.push({
          name: item.name.slice(prefix.length, isFolder ? -1 : undefined),
          isFolder,
          bytes: isFolder ? 0 : item.properties.contentLength ?? 0,
        });
      }
    });
    return found.sort((one, other) => one.name < other.name ? -1 : 1);
  }

  /** The bytes of a blob, as they come. */
  async *read(
    path: string,
    span: { readonly from: number; readonly to: number },
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { from, to } = span;
    if (to <= from) return;
    const body = await this.#asking(async () => {
      const answer = await this.#container.getBlobClient(path)
        .download(from, to - from, { maxRetryRequests: MAX_RESUMPTIONS });
      return answer.readableStreamBody;
    });
    const pieces = (body as AsyncIterable<Uint8Array<ArrayBuffer>> | undefined)
      ?.[Symbol.asyncIterator]();
    if (pieces === undefined) return;
    try {
      for (;;) {
        const next = await this.#asking(() => pieces.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
  }

  /** A whole blob. */
  async text(path: string): Promise<string | undefined> {
    return await this.#asking(async () => {
      try {
        const bytes = await this.#container.getBlobClient(path)
          .downloadToBuffer();
        return new TextDecoder().decode(bytes);
      } catch (error) {
        if (error instanceof RestError && error.code === "BlobNotFound") {
          return undefined;
        }
        throw error;
      }
    });
  }

  /** Says in a sentence without secrets what the service refused. */
  async #asking<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const failure = storeFailure(error);
      const isMissing = failure.status === "rejected" &&
        failure.code === "ContainerNotFound";
      const reason = isMissing
        ? "there is no such container; check its name"
        : failure.reason;
      throw new Error(`Cannot read ${this.#shown}: ${reason}`);
    }
  }
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
