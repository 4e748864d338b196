import { joinChunks } from "../../ground/join_chunks.ts";
import {
  BlobServiceClient,
  type ContainerClient,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { PIPELINE_OPTIONS } from "../../collector/stores/azure_append_blob.ts";
import { freePort } from "./free_port.ts";

/** The account that every Azurite has; its key is public. */
export const AZURITE_ACCOUNT = "devstoreaccount1";
export const AZURITE_KEY =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const PACKAGE = "npm:azurite@3.35.0/azurite-blob";
const DECODER = new TextDecoder();

/** How to start a server. */
export interface AzuriteOptions {
  /** The port; a free one if absent. */
  readonly port?: number;
  /** The folder of its data; a new one, removed at the end, if absent. */
  readonly location?: string;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** A blob server on this machine, in a process of its own. */
export class Azurite implements AsyncDisposable {
  readonly port: number;
  readonly #process: Deno.ChildProcess;
  readonly #printed: Promise<void>;
  readonly #temporary: string | undefined;

  private constructor(
    process: Deno.ChildProcess,
    started: {
      readonly port: number;
      readonly printed: Promise<void>;
      readonly temporary: string | undefined;
    },
  ) {
    this.#process = process;
    this.port = started.port;
    this.#printed = started.printed;
    this.#temporary = started.temporary;
  }

  /**
   * Starts a server, and waits until it listens.
   *
   * @throws {Error} If it ends before that, with what it printed.
   */
  static async start(options: AzuriteOptions = {}): Promise<Azurite> {
    const port = options.port ?? freePort();
    const temporary = options.location === undefined
      ? await Deno.makeTempDir({ prefix: "azurite-" })
      : undefined;
    const location = options.location ?? temporary!;
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-lock",
        "--allow-read",
        `--allow-write=${location}`,
        "--allow-env",
        "--allow-sys",
        `--allow-net=127.0.0.1:${port}`,
        PACKAGE,
        "--silent",
        "--skipApiVersionCheck",
        "--disableTelemetry",
        "--location",
        location,
        "--blobHost",
        "127.0.0.1",
        "--blobPort",
        String(port),
        ...options.args ?? [],
      ],
      cwd: location,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = process.stdout.getReader();
    let text = "";
    while (!text.includes("successfully listens")) {
      const { value, done } = await reader.read();
      if (done) {
        await process.status;
        throw new Error(`Azurite did not start: ${text}`);
      }
      text += DECODER.decode(value);
    }
    const printed = (async () => {
      while (!(await reader.read()).done);
    })();
    return new Azurite(process, { port, printed, temporary });
  }

  /** Where the account is. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/${AZURITE_ACCOUNT}`;
  }

  /** The connection string of the account. */
  connectionString(url: string = this.url): string {
    return `DefaultEndpointsProtocol=http;AccountName=${AZURITE_ACCOUNT};AccountKey=${AZURITE_KEY};BlobEndpoint=${url};`;
  }

  /** A new container. */
  async newContainer(): Promise<ContainerClient> {
    const container = this.container(`test-${crypto.randomUUID()}`);
    await container.create();
    return container;
  }

  /** A container by its name; `url` is where a proxy stands in front of it. */
  container(name: string, url: string = this.url): ContainerClient {
    const key = new StorageSharedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY);
    return new BlobServiceClient(url, key, PIPELINE_OPTIONS)
      .getContainerClient(name);
  }

  /** Lets it write out what it knows, and end. */
  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.status;
    await this.#printed;
  }

  /** Ends it at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It was stopped.
    }
    await this.#process.status;
    await this.#printed;
    if (this.#temporary !== undefined) {
      await Deno.remove(this.#temporary, { recursive: true });
    }
  }
}

/** Everything in a container, by path. */
export async function readContainer(
  container: ContainerClient,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { name } of container.listBlobsFlat()) {
    const { readableStreamBody } = await container.getBlobClient(name)
      .download();
    const chunks: Uint8Array[] = [];
    for await (const chunk of readableStreamBody ?? []) {
      chunks.push(
        typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk,
      );
    }
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    blobs.set(name, joinChunks(chunks, length));
  }
  return blobs;
}
