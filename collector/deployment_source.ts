/**
 * The `source` of a deployment's events: its path in Azure, in a workspace that
 * has no name.
 *
 * @param names The endpoint and the deployment.
 * @returns The path.
 */
export function deploymentSource(
  names: { readonly endpoint: string; readonly deployment: string },
): string {
  const workspace =
    "/subscriptions//resourceGroups//providers/Microsoft.MachineLearningServices/workspaces/";
  return `${workspace}/onlineEndpoints/${names.endpoint}/deployments/${names.deployment}`;
}
