import type { AppendStore } from "../../append_store.ts";
import { AzureAppendBlobStore } from "../../stores/azure_append_blob.ts";
import type { ContainerLocation } from "./container_location.ts";
import type { OpeningContext } from "./destination_kind.ts";
import { missingPermissions } from "./missing_permissions.ts";
import { type AccountSecret, accountSecret } from "./account_secret.ts";
import { containerClient } from "./host_credential.ts";

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
  const { prefix, url } = location;
  const proof = secret ?? accountSecret(location, environment);
  const missing = proof.sas === undefined ? [] : missingPermissions(proof.sas);
  if (missing.length > 0) {
    throw new Error(
      `Cannot ship to the datastore ${name} at ${url}: its SAS does not permit to ${
        missing.join(", ")
      }; use one with at least sp=rac`,
    );
  }
  const container = containerClient(location, {
    environment,
    identity,
    secret: proof,
  });
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
