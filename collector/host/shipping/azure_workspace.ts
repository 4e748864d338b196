import type { TokenCredential } from "@azure/core-auth";
import type { AzureMachineLearningWorkspaces } from "@azure/arm-machinelearning";
import type { WorkspaceName } from "../../datastore_uri.ts";
import {
  type ContainerLocation,
  parseContainerLocation,
} from "./container_location.ts";
import type { AccountSecret } from "./account_secret.ts";

/** A datastore as its workspace knows it. */
export interface WorkspaceDatastore {
  /** Its container. */
  readonly location: ContainerLocation;
  /** The secret that the workspace keeps for it; absent if the identity is the credential. */
  readonly secret?: AccountSecret;
}

/** A data asset to register. */
export interface WorkspaceAsset {
  /** The name. */
  readonly name: string;
  /** The version. */
  readonly version: string;
  /** The folder, as a datastore URI. */
  readonly path: string;
}

/** What came of registering: it was made, it was there, or it is another folder's. */
export type Registered =
  | { readonly status: "created" | "taken" }
  | { readonly status: "elsewhere"; readonly path: string };

/** How to reach the management service. */
export interface AzureWorkspaceOptions {
  /** The identity that asks. */
  readonly identity: TokenCredential;
  /** The service; that of the public cloud if absent. */
  readonly managementUrl?: string;
}

/** A workspace of Azure Machine Learning: its datastores and its data assets. */
export class AzureWorkspace {
  readonly #name: WorkspaceName;
  readonly #options: AzureWorkspaceOptions;
  #client: Promise<AzureMachineLearningWorkspaces> | undefined;

  /**
   * Names a workspace; nothing is sent.
   *
   * @param name The workspace.
   * @param options The identity that asks, and where.
   */
  constructor(name: WorkspaceName, options: AzureWorkspaceOptions) {
    this.#name = name;
    this.#options = options;
  }

  /**
   * Looks a datastore up.
   *
   * @param name Its name.
   * @returns Its container.
   * @throws {Error} If it is not there, or is not a blob datastore.
   */
  async datastore(name: string): Promise<WorkspaceDatastore> {
    const { resourceGroup, workspace } = this.#name;
    const client = await this.#open();
    const { properties } = await named(
      `Cannot find the datastore ${name} in the workspace ${workspace}`,
      () => client.datastores.get(resourceGroup, workspace, name),
    );
    if (!("containerName" in properties)) {
      throw new Error(
        `Cannot ship to the datastore ${name}: it is of the type ${properties.datastoreType}, expected AzureBlob`,
      );
    }
    const { accountName, containerName, protocol, endpoint } = properties;
    const location = parseContainerLocation(
      `${protocol ?? "https"}://${accountName}.blob.${
        endpoint ?? "core.windows.net"
      }/${containerName}`,
    );
    const { credentialsType } = properties.credentials;
    if (credentialsType !== "AccountKey" && credentialsType !== "Sas") {
      return { location };
    }
    const secrets = await named(
      `Cannot read the credential of the datastore ${name}`,
      () => client.datastores.listSecrets(resourceGroup, workspace, name),
    );
    const key = "key" in secrets ? secrets.key : undefined;
    const sas = "sasToken" in secrets ? secrets.sasToken : undefined;
    if (key !== undefined) return { location, secret: { key } };
    return sas === undefined ? { location } : { location, secret: { sas } };
  }

  /**
   * Registers a folder as a data asset, unless there is one of this name and
   * version.
   *
   * @param asset The asset.
   * @returns What came of it.
   * @throws {Error} If the service refuses.
   */
  async register(asset: WorkspaceAsset): Promise<Registered> {
    const { resourceGroup, workspace } = this.#name;
    const { name, version, path } = asset;
    const client = await this.#open();
    const what = `Cannot register the data asset ${name}:${version}`;
    const known = await named(what, async () => {
      try {
        const { properties } = await client.dataVersions.get(
          resourceGroup,
          workspace,
          name,
          version,
        );
        return properties.dataUri;
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    });
    if (known !== undefined) {
      return isSamePlace(known, path)
        ? { status: "taken" }
        : { status: "elsewhere", path: known };
    }
    await named(
      what,
      () =>
        client.dataVersions.createOrUpdate(
          resourceGroup,
          workspace,
          name,
          version,
          { properties: { dataType: "uri_folder", dataUri: path } },
        ),
    );
    return { status: "created" };
  }

  #open(): Promise<AzureMachineLearningWorkspaces> {
    return this.#client ??= this.#load();
  }

  async #load(): Promise<AzureMachineLearningWorkspaces> {
    const { AzureMachineLearningWorkspaces } = await import(
      "@azure/arm-machinelearning"
    );
    const { identity, managementUrl } = this.#options;
    return new AzureMachineLearningWorkspaces(
      identity,
      this.#name.subscription,
      managementUrl === undefined ? {} : {
        endpoint: managementUrl,
        $host: managementUrl,
        credentialScopes: `${managementUrl}/.default`,
      },
    );
  }
}

/** Says what could not be done; of the service's answer only its status and code. */
async function named<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    const code = error instanceof Error && "code" in error ? error.code : "";
    throw new Error(
      status === undefined
        ? `${what}: no answer from the management service`
        : `${what}: the answer was ${status} ${code ?? ""}`.trimEnd(),
      { cause: error },
    );
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "statusCode" in error &&
      typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
}

/** The service gives a short path back in its long form. */
function isSamePlace(known: string, path: string): boolean {
  const place = (uri: string) =>
    uri.replace(/^azureml:\/\/(?:.*\/)?(?=datastores\/)/, "").replace(
      /\/$/,
      "",
    );
  return place(known) === place(path);
}
