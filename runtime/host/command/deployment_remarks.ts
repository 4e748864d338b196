import type { CollectorConfig } from "../../../collector/mod.ts";
import { deploymentKeys } from "../azure_yaml/deployment_keys.ts";
import { toldKeys } from "../azure_yaml/told_keys.ts";

/** What a start may say of its deployment, beside what it does. */
export interface Remarkable {
  /** Keys of the file that mean nothing here. */
  readonly ignoredKeys: readonly string[];
  /** What Azure's own tools refuse in the file. */
  readonly refusedByAzure: readonly string[];
  /** What is collected. */
  readonly collection: CollectorConfig;
}

/**
 * What whoever starts a host should know of a deployment that is served all
 * the same.
 *
 * @param deployment The deployment.
 * @returns One line a remark.
 */
export function deploymentRemarks(deployment: Remarkable): string[] {
  const { ignoredKeys, refusedByAzure, collection } = deployment;
  const { collections, rollingRate } = collection;
  const remarks: string[] = [];
  if (ignoredKeys.length > 0) {
    remarks.push(
      `These keys of the deployment mean nothing here and are left alone: ${
        toldKeys(ignoredKeys, deploymentKeys())
      }`,
    );
  }
  if (refusedByAzure.length > 0) {
    remarks.push(
      `Azure's own tools refuse what is taken here: ${
        refusedByAzure.join("; ")
      }`,
    );
  }
  // Its jobs look for files in folders of an hour.
  if (rollingRate !== "hour" && collections.some(({ enabled }) => enabled)) {
    remarks.push(
      `Azure's model monitoring finds no data that rolls by the ${rollingRate}: set rolling_rate to hour if it is to read this data`,
    );
  }
  return remarks;
}
