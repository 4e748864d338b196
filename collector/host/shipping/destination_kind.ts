import type { TokenCredential } from "@azure/core-auth";
import type { AppendStore } from "../../append_store.ts";
import type { Environment } from "./account_secret.ts";

/** What a datastore is opened with. */
export interface OpeningContext {
  /** The variables of the process. */
  readonly environment: Environment;
  /** The host's identity. */
  readonly identity: TokenCredential;
  /** Called when a store does not answer now; it is tried again later. */
  readonly onProblem: (message: string) => void;
  /** The datastore's name, for messages. */
  readonly name: string;
  /** Whether a container that is missing is made. */
  readonly createContainers: boolean;
}

/** One kind of place that collected data is delivered to. */
export interface DestinationKind {
  /** The schemes of its URLs, without the colon. */
  readonly schemes: readonly string[];
  /**
   * Reads a URL of one of the schemes.
   *
   * @param url The URL, as somebody wrote it.
   * @returns The place; plain data, since another thread opens it.
   * @throws {RangeError} If the URL is wrong; its secrets are not said.
   */
  parse(url: string): unknown;
  /**
   * Opens a place with one harmless call.
   *
   * @param location What `parse` gave, on this thread or another.
   * @param context The name, and what is opened with.
   * @returns The store.
   * @throws {Error} If the store refuses; one that does not answer is tried again later.
   */
  open(
    location: unknown,
    context: OpeningContext,
  ): AppendStore | Promise<AppendStore>;
}
