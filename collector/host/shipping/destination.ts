import type { TokenCredential } from "@azure/core-auth";
import type { AppendStore } from "../../append_store.ts";
import {
  type DatastoreUri,
  parseDatastoreUri,
  parseWorkspaceId,
  type WorkspaceName,
} from "../../datastore_uri.ts";
import { AzureAppendBlobStore } from "../../stores/azure_append_blob.ts";
import { AzureWorkspace } from "./azure_workspace.ts";
import {
  type ContainerLocation,
  parseContainerLocation,
} from "./container_location.ts";
import {
  type AccountSecret,
  containerClient,
  type Environment,
} from "./host_credential.ts";
import { LocalAppendStore } from "./local_append_store.ts";
import type { Destination } from "./shipper.ts";

/** Where datastores are. */
export interface ShippingSettings {
  /** The URL of each datastore's container, or `file:` and a folder, by the datastore's name. */
  readonly datastores: Readonly<Record<string, string>>;
  /** The resource id of the workspace that knows other datastores, and gets the data assets. */
  readonly workspace?: string;
  /** Whether containers that are missing are made. */
  readonly createContainers?: boolean;
  /** The management service, where it is not that of the public cloud. */
  readonly managementUrl?: string;
}

/** What destinations are opened with. */
export interface DestinationContext {
  /** The variables of the process. */
  readonly environment: Environment;
  /** The host's identity. */
  readonly identity: TokenCredential;
  /** Hears that a store does not answer now; it is tried again later. */
  readonly onProblem: (message: string) => void;
}

/** Opens the stores of datastores, each once, and finds at once what is wrong with them. */
export class Destinations {
  readonly #settings: ShippingSettings;
  readonly #context: DestinationContext;
  readonly #stores = new Map<string, Promise<AppendStore>>();

  /**
   * Makes the destinations; nothing is sent.
   *
   * @param settings Where datastores are.
   * @param context What they are opened with.
   */
  constructor(settings: ShippingSettings, context: DestinationContext) {
    this.#settings = settings;
    this.#context = context;
  }

  /** The workspace that was configured, if one was. */
  get workspace(): AzureWorkspace | undefined {
    const { workspace } = this.#settings;
    return workspace === undefined
      ? undefined
      : this.#workspace(parseWorkspaceId(workspace));
  }

  /**
   * Opens the place of a collection, with one harmless call.
   *
   * @param uri A datastore URI.
   * @returns The place.
   * @throws {Error} If the datastore is not known, or its store refuses; a store that does not answer is no error.
   */
  async open(uri: string): Promise<Destination> {
    const place = parseDatastoreUri(uri);
    const key = JSON.stringify([place.datastore, place.workspace]);
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = this.#openStore(place);
      this.#stores.set(key, store);
    }
    return { store: await store, folder: place.path };
  }

  async #openStore(place: DatastoreUri): Promise<AppendStore> {
    const { datastore: name } = place;
    const configured = this.#settings.datastores[name];
    if (configured?.startsWith("file:")) {
      return new LocalAppendStore(decodeURIComponent(
        new URL(configured).pathname,
      ));
    }
    if (configured !== undefined) {
      return await this.#check(name, parseContainerLocation(configured));
    }
    const { workspace: id } = this.#settings;
    const workspace = place.workspace ??
      (id === undefined ? undefined : parseWorkspaceId(id));
    if (workspace === undefined) {
      throw new Error(
        `Cannot ship to the datastore ${name}: nobody said where it is; name it with --datastore ${name}=<url of a container>, or give a workspace`,
      );
    }
    const found = await this.#workspace(workspace).datastore(name);
    return await this.#check(name, found.location, found.secret);
  }

  #workspace(name: WorkspaceName): AzureWorkspace {
    const { managementUrl } = this.#settings;
    return new AzureWorkspace(name, {
      identity: this.#context.identity,
      ...(managementUrl === undefined ? {} : { managementUrl }),
    });
  }

  async #check(
    name: string,
    location: ContainerLocation,
    secret?: AccountSecret,
  ): Promise<AppendStore> {
    const { environment, identity, onProblem } = this.#context;
    const container = containerClient(location, {
      environment,
      identity,
      ...(secret === undefined ? {} : { secret }),
    });
    const { prefix, url } = location;
    const store = new AzureAppendBlobStore(container, { prefix });
    let result = await store.length(".samla");
    if (
      this.#settings.createContainers && result.status === "rejected" &&
      result.code === "ContainerNotFound"
    ) {
      await container.createIfNotExists();
      result = await store.length(".samla");
    }
    if (result.status === "rejected") {
      throw new Error(
        `Cannot ship to the datastore ${name} at ${url}: ${result.reason}`,
      );
    }
    if (result.status === "retry") {
      onProblem(
        `The datastore ${name} at ${url} does not take anything now: ${result.reason}; data stays on the disk until it does`,
      );
    }
    return store;
  }
}
