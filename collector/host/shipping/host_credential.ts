import type { AccessToken, TokenCredential } from "@azure/core-auth";
import {
  AnonymousCredential,
  ContainerClient,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { PIPELINE_OPTIONS } from "../../stores/azure_append_blob.ts";
import {
  type AccountSecret,
  accountSecret,
  type Environment,
} from "./account_secret.ts";
import type { ContainerLocation } from "./container_location.ts";
import { EndpointIdentityCredential } from "./endpoint_identity.ts";

/**
 * Who the host is, for Azure: the identity of an online endpoint
 * (`MSI_ENDPOINT`, `MSI_SECRET`, and `UAI_CLIENT_ID` or `AZURE_CLIENT_ID` for
 * a user-assigned one), else what `DefaultAzureCredential` finds: a service
 * principal, a workload identity, a managed identity (`AZURE_CLIENT_ID` for a
 * user-assigned one), or who is signed in on the command line.
 *
 * @param environment The variables of the process.
 * @returns The credential; no token is asked for yet.
 */
export function hostCredential(environment: Environment): TokenCredential {
  const url = environment("MSI_ENDPOINT");
  const secret = environment("MSI_SECRET");
  const clientId = environment("UAI_CLIENT_ID") ??
    environment("AZURE_CLIENT_ID");
  if (url !== undefined && secret !== undefined) {
    return new EndpointIdentityCredential({
      url,
      secret,
      ...(clientId === undefined ? {} : { clientId }),
    });
  }
  return new LazyDefaultCredential(clientId);
}

/** Loads the identity library only when a token is needed. */
class LazyDefaultCredential implements TokenCredential {
  readonly #clientId: string | undefined;
  #credential: Promise<TokenCredential> | undefined;

  constructor(clientId: string | undefined) {
    this.#clientId = clientId;
  }

  async getToken(
    ...args: Parameters<TokenCredential["getToken"]>
  ): Promise<AccessToken | null> {
    this.#credential ??= this.#load();
    return await (await this.#credential).getToken(...args);
  }

  async #load(): Promise<TokenCredential> {
    const { DefaultAzureCredential } = await import("@azure/identity");
    return new DefaultAzureCredential(
      this.#clientId === undefined
        ? {}
        : { managedIdentityClientId: this.#clientId },
    );
  }
}

/**
 * A client of a container. Its credential is, in this order: a SAS in the
 * location, a secret that is known of the account, `AZURE_STORAGE_CONNECTION_STRING`
 * if it is of this account (`UseDevelopmentStorage=true` is of an emulator's), `AZURE_STORAGE_KEY` or `AZURE_STORAGE_SAS_TOKEN`
 * if `AZURE_STORAGE_ACCOUNT` is this account, else the host's identity.
 *
 * @param location The container.
 * @param options The variables of the process, the host's identity, and a secret of the account if one is known.
 * @returns The client; nothing is sent.
 * @throws {Error} If a token would go over a connection that is not encrypted.
 */
export function containerClient(
  location: ContainerLocation,
  options: {
    readonly environment: Environment;
    readonly identity: TokenCredential;
    readonly secret?: AccountSecret;
  },
): ContainerClient {
  const { url, account } = location;
  const { key, sas } = options.secret ??
    accountSecret(location, options.environment);
  if (sas !== undefined) {
    const signed = `${url}?${sas.replace(/^\?/, "")}`;
    return new ContainerClient(
      signed,
      new AnonymousCredential(),
      PIPELINE_OPTIONS,
    );
  }
  if (key === undefined && !url.startsWith("https:")) {
    throw new Error(
      `Cannot use ${url}: a token is only sent over https; use an https URL, or a key or SAS in AZURE_STORAGE_CONNECTION_STRING`,
    );
  }
  const credential = key === undefined
    ? options.identity
    : new StorageSharedKeyCredential(account, key);
  return new ContainerClient(url, credential, PIPELINE_OPTIONS);
}
