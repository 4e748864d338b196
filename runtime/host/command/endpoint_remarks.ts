import { endpointKeys } from "../azure_yaml/endpoint_keys.ts";
import { toldKeys } from "../azure_yaml/told_keys.ts";
import type { EndpointFile } from "../endpoint/endpoint_file.ts";

/**
 * What whoever starts a host should know of an endpoint that is served all the
 * same.
 *
 * @param endpoint What its file says.
 * @returns One line a remark.
 */
export function endpointRemarks(
  { ignoredKeys, refusedByAzure }: Pick<
    EndpointFile,
    "ignoredKeys" | "refusedByAzure"
  >,
): string[] {
  return [
    ...(ignoredKeys.length === 0 ? [] : [
      `These keys of the endpoint mean nothing here and are left alone: ${
        toldKeys(ignoredKeys, endpointKeys())
      }`,
    ]),
    ...(refusedByAzure.length === 0 ? [] : [
      `Azure's own tools refuse what is taken here: ${
        refusedByAzure.join("; ")
      }`,
    ]),
  ];
}
