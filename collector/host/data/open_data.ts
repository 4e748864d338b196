import { parseDatastoreUri, parseWorkspaceId } from "../../datastore_uri.ts";
import { AzureWorkspace } from "../shipping/azure_workspace.ts";
import type { ContainerLocation } from "../shipping/container_location.ts";
import type { ShippingSettings } from "../shipping/destination.ts";
import {
  type DatastorePlace,
  parseDatastoreUrl,
} from "../shipping/destination_kinds.ts";
import type { AccountSecret, Environment } from "../shipping/account_secret.ts";
import {
  containerClient,
  hostCredential,
} from "../shipping/host_credential.ts";
import { ContainerDataStore } from "./container_data_store.ts";
import type { DataStore } from "./data_store.ts";
import { LocalDataStore } from "./local_data_store.ts";

/** What an address is opened with. */
export interface OpenDataOptions {
  /** Where datastores are. */
  readonly settings: ShippingSettings | undefined;
  /** The variables of the process, which have the credentials. */
  readonly environment: Environment;
}

/**
 * Opens collected data where it was shipped to.
 *
 * @param address `azureml://datastores/<name>/paths/<path>`, or the URL of a container or of a folder in it.
 * @param options Where datastores are, and the credentials.
 * @returns The data.
 * @throws {Error} If the address is wrong or not known, or the container refuses.
 */
export async function openData(
  address: string,
  options: OpenDataOptions,
): Promise<DataStore> {
  if (!address.startsWith("azureml:")) {
    return await openPlace(parseDatastoreUrl(address), {
      ...options,
      path: "",
    });
  }
  const uri = parseDatastoreUri(address);
  const { datastores = {}, workspace: id, managementUrl } = options.settings ??
    {};
  const configured = datastores[uri.datastore];
  if (configured !== undefined) {
    return await openPlace(configured, { ...options, path: uri.path });
  }
  const workspace = uri.workspace ??
    (id === undefined ? undefined : parseWorkspaceId(id));
  if (workspace === undefined) {
    throw new Error(
      `Cannot read the datastore ${uri.datastore}: nobody said where it is; name it in samla.yml, give a workspace, or give the URL of the container`,
    );
  }
  const found = await new AzureWorkspace(workspace, {
    identity: hostCredential(options.environment),
    ...(managementUrl === undefined ? {} : { managementUrl }),
  }).datastore(uri.datastore);
  return await openContainerData(found.location, {
    ...options,
    path: uri.path,
    secret: found.secret,
  });
}

async function openPlace(
  place: DatastorePlace,
  options: OpenDataOptions & { readonly path: string },
): Promise<DataStore> {
  if (place.scheme === "file") {
    return new LocalDataStore(
      [place.location as string, options.path].filter(Boolean).join("/"),
    );
  }
  return await openContainerData(place.location as ContainerLocation, options);
}

async function openContainerData(
  location: ContainerLocation,
  options: OpenDataOptions & {
    readonly path: string;
    readonly secret?: AccountSecret | undefined;
  },
): Promise<DataStore> {
  const { environment, path, secret } = options;
  const container = containerClient(location, {
    environment,
    identity: hostCredential(environment),
    ...(secret === undefined ? {} : { secret }),
  });
  const folder = [location.prefix, path].filter(Boolean).join("/")
    .replace(/\/$/, "");
  return await ContainerDataStore.open(container, {
    folder,
    shown: [location.url, folder].filter(Boolean).join("/"),
  });
}
