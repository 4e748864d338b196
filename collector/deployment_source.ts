import type { WorkspaceName } from "./datastore_uri.ts";

/**
 * The `source` of a deployment's events: its path in Azure, in a workspace that
 * has no name unless one is known.
 *
 * @param names The endpoint, the deployment and the workspace.
 * @returns The path.
 */
export function deploymentSource(
  names: {
    readonly endpoint: string;
    readonly deployment: string;
    readonly workspace?: WorkspaceName | undefined;
  },
): string {
  const { subscription = "", resourceGroup = "", workspace = "" } =
    names.workspace ?? {};
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}/onlineEndpoints/${names.endpoint}/deployments/${names.deployment}`;
}
