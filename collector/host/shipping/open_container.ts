import type { AppendStore } from "../../append_store.ts";
import { AzureAppendBlobStore } from "../../stores/azure_append_blob.ts";
import type { ContainerLocation } from "./container_location.ts";
import type { OpeningContext } from "./destination_kind.ts";
import { type AccountSecret, containerClient } from "./host_credential.ts";

/** A file that is never there: asking for its length says whether one may ask. */
const PROBE = ".samla";

/**
 * Opens a container, and asks it for something harmless.
 *
 * @param location Where it is.
 * @param context The name, and what it is opened with.
 * @param secret The secret that its workspace knows, if it knows one.
 * @returns The store.
 * @throws {Error} If the container refuses.
 */
export async function openContainer(
  location: ContainerLocation,
  context: OpeningContext,
  secret?: AccountSecret,
): Promise<AppendStore> {
  const { environment, identity, onProblem, name } = context;
  const container = containerClient(location, {
    environment,
    identity,
    ...(secret === undefined ? {} : { secret }),
  });
  const { prefix, url } = location;
  const store = new AzureAppendBlobStore(container, { prefix });
  let result = await store.length(PROBE);
  if (
    context.createContainers && result.status === "rejected" &&
    result.code === "ContainerNotFound"
  ) {
    await container.createIfNotExists();
    result = await store.length(PROBE);
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
