import type { AppendStore } from "../../append_store.ts";
import {
  type DatastoreUri,
  parseDatastoreUri,
  parseWorkspaceId,
  type WorkspaceName,
} from "../../datastore_uri.ts";
import { AzureWorkspace } from "./azure_workspace.ts";
import { openContainer } from "./open_container.ts";
import type { OpeningContext } from "./destination_kind.ts";
import { type DatastorePlace, openDatastore } from "./destination_kinds.ts";
import type { Destination } from "./shipper.ts";

/** Where datastores are. */
export interface ShippingSettings {
  /** The place of each datastore, by its name. */
  readonly datastores: Readonly<Record<string, DatastorePlace>>;
  /** The resource id of the workspace that knows other datastores, and gets the data assets. */
  readonly workspace?: string;
  /** Whether containers that are missing are made. */
  readonly createContainers?: boolean;
  /** The management service, where it is not that of the public cloud. */
  readonly managementUrl?: string;
}

/** What destinations are opened with. */
export type DestinationContext = Pick<
  OpeningContext,
  "environment" | "identity" | "onProblem"
>;

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
   * @throws {Error} If the datastore is not known, or its store refuses; a store that does not answer is not an error.
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
    const { datastores, createContainers = false, workspace: id } =
      this.#settings;
    const context = { ...this.#context, name, createContainers };
    const configured = datastores[name];
    if (configured !== undefined) {
      return await openDatastore(configured, context);
    }
    const workspace = place.workspace ??
      (id === undefined ? undefined : parseWorkspaceId(id));
    if (workspace === undefined) {
      throw new Error(
        `Cannot ship to the datastore ${name}: nobody said where it is; name it with --datastore ${name}=<url of a container>, or give a workspace`,
      );
    }
    const found = await this.#workspace(workspace).datastore(name);
    return await openContainer(found.location, context, found.secret);
  }

  #workspace(name: WorkspaceName): AzureWorkspace {
    const { managementUrl } = this.#settings;
    return new AzureWorkspace(name, {
      identity: this.#context.identity,
      ...(managementUrl === undefined ? {} : { managementUrl }),
    });
  }
}
