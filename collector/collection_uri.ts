import type { CollectionConfig } from "./config.ts";

/** Where collected data goes, unless a deployment says otherwise. */
export const DEFAULT_ROOT_URI =
  "azureml://datastores/workspaceblobstore/paths/modelDataCollector";

/**
 * The folder of a collection, as a datastore URI.
 *
 * @param collection The collection: its `data.path`, if it has one.
 * @param options The folder of the deployment, `<endpoint>/<deployment>`, and of all collected data.
 * @returns The URI, without a slash at its end.
 */
export function collectionUri(
  collection: CollectionConfig,
  options: { readonly folder: string; readonly rootUri?: string },
): string {
  const { folder, rootUri = DEFAULT_ROOT_URI } = options;
  return collection.data.path?.replace(/\/+$/, "") ??
    `${rootUri}/${folder}/${collection.name}`;
}
