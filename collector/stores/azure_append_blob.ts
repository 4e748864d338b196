import {
  type ContainerClient,
  RestError,
  type StoragePipelineOptions,
} from "@azure/storage-blob";
import type {
  AppendResult,
  AppendStore,
  LengthResult,
  PutResult,
  Rejected,
  Retry,
} from "../append_store.ts";
import { putInBlocks } from "./put_in_blocks.ts";

/** How a {@linkcode AzureAppendBlobStore} talks to the service. */
export interface AzureAppendBlobOptions {
  /** A folder in the container; none if absent. */
  readonly prefix?: string;
  /** How long one call may take, in milliseconds (default 30,000). */
  readonly timeoutMs?: number;
}

/** What a container client of a store is made with: the caller repeats calls itself. */
export const PIPELINE_OPTIONS: StoragePipelineOptions = {
  retryOptions: { maxTries: 1 },
};

const DEFAULT_TIMEOUT_MS = 30_000;
const JSON_LINES = { blobContentType: "application/x-ndjson" };
/** No file, whatever is written there. */
const NEVER_THERE = { ifNoneMatch: "*" };
/** Answers after which the same call may succeed. */
const PASSING_STATUS: ReadonlySet<number> = new Set([
  408,
  429,
  500,
  502,
  503,
  504,
]);
const CONTENT_TOO_LARGE = 413;
/** A file that the link does not take at once goes in blocks of this size. */
const PUT_BLOCK_BYTES = 64 * 1024;
/** Names of errors of a credential that will not give a token as things are. */
const CREDENTIAL_ERRORS: ReadonlySet<string> = new Set([
  "AggregateAuthenticationError",
  "AuthenticationRequiredError",
  "CredentialUnavailableError",
]);

/**
 * A container of Azure Blob Storage. Files that grow are append blobs, whole
 * files are block blobs. What an error means is told by the service's status
 * and error code alone.
 */
export class AzureAppendBlobStore implements AppendStore {
  readonly maxBlockBytes: number = 100 * 1024 * 1024;
  readonly maxBlocks: number = 50_000;
  readonly #container: ContainerClient;
  readonly #prefix: string;
  readonly #timeoutMs: number;

  /**
   * Makes a store; nothing is sent.
   *
   * @param container The container, with a credential; its own retries should be off, as {@linkcode PIPELINE_OPTIONS} says.
   * @param options A folder in it, and how long one call may take.
   */
  constructor(
    container: ContainerClient,
    options: AzureAppendBlobOptions = {},
  ) {
    const { prefix = "", timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    this.#container = container;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
    this.#timeoutMs = timeoutMs;
  }

  /** How long a blob is, and how many blocks it has. */
  async length(path: string): Promise<LengthResult> {
    const blob = this.#container.getAppendBlobClient(this.#prefix + path);
    try {
      const { contentLength = 0, blobCommittedBlockCount: blocks = 0 } =
        await this.#timed((abortSignal) => blob.getProperties({ abortSignal }));
      return { status: "known", length: contentLength, blocks };
    } catch (error) {
      if (codeOf(error) === "BlobNotFound") {
        return { status: "known", length: 0, blocks: 0 };
      }
      return storeFailure(error);
    }
  }

  /**
   * Appends on the condition that the blob ends where the caller says. What is
   * to begin at 0 is made first: a service that refuses a long body at once may
   * close the connection, and its answer is lost.
   */
  async append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    const blob = this.#container.getAppendBlobClient(this.#prefix + path);
    if (at === 0) {
      try {
        await this.#timed((abortSignal) =>
          blob.create({
            abortSignal,
            conditions: NEVER_THERE,
            blobHTTPHeaders: JSON_LINES,
          })
        );
      } catch (error) {
        // It was made before: whether it is still empty, the condition says.
        if (codeOf(error) !== "BlobAlreadyExists") return storeFailure(error);
      }
    }
    try {
      await this.#timed((abortSignal) =>
        blob.appendBlock(bytes, bytes.length, {
          abortSignal,
          conditions: { appendPosition: at },
        })
      );
      return { status: "appended" };
    } catch (error) {
      return appendFailure(error);
    }
  }

  /**
   * Stores a block blob, unless there is a blob of this name. What the link
   * does not take at once is brought in small blocks; those that are there
   * already are not sent again.
   */
  async put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<PutResult> {
    const blob = this.#container.getBlockBlobClient(this.#prefix + path);
    try {
      await this.#timed((abortSignal) =>
        blob.upload(bytes, bytes.length, {
          abortSignal,
          conditions: NEVER_THERE,
        })
      );
      return { status: "stored" };
    } catch (error) {
      if (codeOf(error) === "BlobAlreadyExists") return { status: "stored" };
      const result = storeFailure(error);
      if (bytes.length <= PUT_BLOCK_BYTES || !mayBeTooLong(error)) {
        return result;
      }
    }
    try {
      await putInBlocks(blob, bytes, {
        blockBytes: PUT_BLOCK_BYTES,
        timed: (call) => this.#timed(call),
        conditions: NEVER_THERE,
      });
    } catch (error) {
      if (codeOf(error) !== "BlobAlreadyExists") return storeFailure(error);
    }
    return { status: "stored" };
  }

  async #timed<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.#timeoutMs);
    try {
      return await call(controller.signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether a shorter body may succeed: there was no answer, or one that says so. */
function mayBeTooLong(error: unknown): boolean {
  return !(error instanceof RestError) || error.statusCode === undefined ||
    error.statusCode === CONTENT_TOO_LARGE;
}

/** The service's own code of an error; answers without a body have it in a header. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  return error.response?.headers.get("x-ms-error-code") ?? error.code;
}

function appendFailure(error: unknown): AppendResult {
  const code = codeOf(error);
  return code === "AppendPositionConditionNotMet" ||
      code === "BlockCountExceedsLimit" || code === "BlobNotFound"
    ? { status: "moved" }
    : storeFailure(error);
}

/**
 * What an error of the service means, without its secrets.
 *
 * @param error The error.
 * @returns Whether the same call may succeed later, and the reason.
 */
export function storeFailure(error: unknown): Retry | Rejected {
  if (!(error instanceof RestError) || error.statusCode === undefined) {
    if (error instanceof Error && CREDENTIAL_ERRORS.has(error.name)) {
      return {
        status: "rejected",
        reason:
          "no credential gives a token; sign in, or give the host an identity",
      };
    }
    if (error instanceof Error && error.name === "NotCapable") {
      return {
        status: "rejected",
        reason:
          "the permission to reach it is missing; run with --allow-net, --allow-env and --allow-sys",
      };
    }
    return { status: "retry", reason: `no answer (${kindOf(error)})` };
  }
  const { statusCode } = error;
  const code = codeOf(error);
  const reason = `the answer was ${statusCode}${code ? ` ${code}` : ""}`;
  if (PASSING_STATUS.has(statusCode)) {
    const afterMs = retryAfterMs(error);
    return {
      status: "retry",
      reason,
      ...(afterMs === undefined ? {} : { afterMs }),
    };
  }
  return {
    status: "rejected",
    reason: reason + adviceOn(statusCode, code),
    ...(code === undefined ? {} : { code }),
  };
}

/** What to do about an answer. */
function adviceOn(statusCode: number, code: string | undefined): string {
  if (code === "AuthenticationFailed" || statusCode === 401) {
    return "; the credential is not accepted: check the key, the SAS or the token, and the clock";
  }
  if (code === "AuthorizationPermissionMismatch") {
    return "; give the identity the role Storage Blob Data Contributor on the container";
  }
  if (statusCode === 403) {
    return "; check the key or SAS, the account's firewall, and that the identity has the role Storage Blob Data Contributor on the container";
  }
  if (code === "ContainerNotFound") {
    return "; make the container, or start with create_containers";
  }
  return "";
}

/** The kind of an error, from fields that have no secrets in them. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error instanceof RestError && error.code !== undefined
    ? error.code
    : error.name;
}

function retryAfterMs(error: RestError): number | undefined {
  const headers = error.response?.headers;
  const ms = Number(headers?.get("x-ms-retry-after-ms") ?? NaN);
  if (ms >= 0) return ms;
  const text = headers?.get("retry-after");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
