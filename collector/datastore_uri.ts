/** A place in a datastore. */
export interface DatastoreUri {
  /** The datastore's name. */
  readonly datastore: string;
  /** The path in it, without slashes at its ends. */
  readonly path: string;
  /** The workspace that has the datastore; absent in the short form, which means the host's own. */
  readonly workspace?: WorkspaceName;
}

/** A workspace of Azure Machine Learning. */
export interface WorkspaceName {
  /** The subscription's id. */
  readonly subscription: string;
  /** The resource group. */
  readonly resourceGroup: string;
  /** The workspace. */
  readonly workspace: string;
}

const SHORT = /^azureml:\/\/datastores\/([^/]+)\/paths\/(.+)$/;
const LONG =
  /^azureml:\/\/subscriptions\/([^/]+)\/resource[gG]roups\/([^/]+)\/workspaces\/([^/]+)\/datastores\/([^/]+)\/paths\/(.+)$/;
const WORKSPACE =
  /^(?:azureml:\/)?\/subscriptions\/([^/]+)\/resource[gG]roups\/([^/]+)\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/([^/]+)\/?$/;

/**
 * Reads the URI of a place in a datastore, in either form that Azure ML has:
 * `azureml://datastores/<datastore>/paths/<path>` and
 * `azureml://subscriptions/<id>/resourcegroups/<group>/workspaces/<workspace>/datastores/<datastore>/paths/<path>`.
 *
 * @param uri The URI.
 * @returns What it names.
 * @throws {RangeError} If it has neither form, or its path leads upwards.
 */
export function parseDatastoreUri(uri: string): DatastoreUri {
  const short = SHORT.exec(uri);
  if (short !== null) {
    return { datastore: short[1]!, path: cleanPath(short[2]!, uri) };
  }
  const long = LONG.exec(uri);
  if (long === null) {
    throw new RangeError(
      `Cannot use the path ${
        JSON.stringify(uri)
      }: expected azureml://datastores/<datastore>/paths/<path>, or the same after azureml://subscriptions/<id>/resourcegroups/<group>/workspaces/<workspace>`,
    );
  }
  const [, subscription, resourceGroup, workspace, datastore, path] = long;
  return {
    datastore: datastore!,
    path: cleanPath(path!, uri),
    workspace: {
      subscription: subscription!,
      resourceGroup: resourceGroup!,
      workspace: workspace!,
    },
  };
}

/**
 * Reads the resource id of a workspace.
 *
 * @param id The id, `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.MachineLearningServices/workspaces/<workspace>`; the `providers` part may be left out.
 * @returns The workspace.
 * @throws {RangeError} If it is not such an id.
 */
export function parseWorkspaceId(id: string): WorkspaceName {
  const match = WORKSPACE.exec(id);
  if (match === null) {
    throw new RangeError(
      `Cannot use the workspace ${
        JSON.stringify(id)
      }: expected /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.MachineLearningServices/workspaces/<workspace>`,
    );
  }
  const [, subscription, resourceGroup, workspace] = match;
  return {
    subscription: subscription!,
    resourceGroup: resourceGroup!,
    workspace: workspace!,
  };
}

function cleanPath(path: string, uri: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  if (
    segments.length === 0 || segments.some((each) => /^\.{1,2}$/.test(each))
  ) {
    throw new RangeError(
      `Cannot use the path ${
        JSON.stringify(uri)
      }: it needs a path in the datastore, without "." and ".."`,
    );
  }
  return segments.join("/");
}
