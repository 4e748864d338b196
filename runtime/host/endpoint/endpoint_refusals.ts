import { nameRefusals } from "../azure_refusals.ts";
import { endpointKeys } from "../azure_yaml/endpoint_keys.ts";
import { kindRefusals } from "../azure_yaml/kind_refusals.ts";

/**
 * What `az ml online-endpoint create` refuses in an endpoint's YAML that this
 * host takes: a file that works here may not work there.
 *
 * @param entries The keys of the file.
 * @returns One phrase each, which names the key.
 */
export function endpointRefusals(
  entries: Readonly<Record<string, unknown>>,
): string[] {
  // What names a compute is an endpoint of Kubernetes.
  const isKubernetes = "compute" in entries;
  return [
    ...nameRefusals(entries, "name"),
    ...kindRefusals(entries, endpointKeys(), {
      kind: isKubernetes ? "kubernetes" : "managed",
      because: "there not with compute",
    }),
    ...(isKubernetes && "mirror_traffic" in entries
      ? ["mirror_traffic (there not with compute)"]
      : []),
  ];
}
