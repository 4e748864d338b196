import * as v from "valibot";
import { NAME } from "./deployment_keys.ts";
import { honoured, told, type YamlKeys } from "./yaml_key.ts";
import { LABELS, oneOf, PERCENTAGE, TEXT, type YamlType } from "./yaml_type.ts";

/**
 * How who asks is known.
 *
 * @returns What says it.
 */
export function authMode(): YamlType<"key" | "aml_token" | "aad_token"> {
  return oneOf("key", "aml_token", "aad_token");
}

const COMPUTE: YamlType<string> = {
  expects: "azureml:<name>",
  schema: v.pipe(v.string(), v.regex(/^azureml:./)),
};

/** Azure's tools take one. */
const IDENTITIES: YamlType<readonly unknown[]> = {
  expects: "a list of at most one mapping",
  schema: v.pipe(v.array(LABELS.schema), v.maxLength(1)),
};

const LABEL = "a label";
const WORKSPACE = "written by Azure";
const ELSEWHERE = "this machine is where it is served";
const IDENTITY = "what reads and delivers here is named by variables";

/**
 * Every key of `managedOnlineEndpoint` and `kubernetesOnlineEndpoint`.
 *
 * @returns The keys.
 */
export function endpointKeys(): YamlKeys {
  return {
    $schema: { fate: "silent", type: TEXT, note: "for editors" },
    name: {
      ...honoured(NAME, "the endpoint of every deployment"),
      isRequired: true,
    },
    description: told(TEXT, LABEL),
    tags: told(LABELS, LABEL),
    properties: told(LABELS, LABEL),
    id: told(TEXT, WORKSPACE),
    kind: told(TEXT, WORKSPACE),
    location: told(TEXT, ELSEWHERE),
    "provisioning_state": told(TEXT, WORKSPACE),
    "scoring_uri": told(TEXT, WORKSPACE),
    "openapi_uri": told(TEXT, WORKSPACE),
    "auth_mode": honoured(
      authMode(),
      "who may ask is said by --key-file or --token-issuer; a start without them tells",
    ),
    identity: {
      fate: "told",
      note: IDENTITY,
      keys: {
        type: {
          ...told(oneOf("system_assigned", "user_assigned", "none"), IDENTITY),
          isRequired: true,
        },
        "principal_id": told(TEXT, IDENTITY),
        "tenant_id": told(TEXT, IDENTITY),
        "user_assigned_identities": told(IDENTITIES, IDENTITY),
      },
    },
    traffic: {
      fate: "honoured",
      note:
        "how many of the requests each deployment answers; 100 in all, or 0",
      each: honoured(PERCENTAGE, "a deployment that is served"),
    },
    "mirror_traffic": {
      fate: "honoured",
      note: "how many of them one deployment without traffic gets a copy of",
      each: honoured(PERCENTAGE, "50 at most"),
    },
    compute: { ...told(COMPUTE, ELSEWHERE), only: "kubernetes" },
    "public_network_access": {
      ...told(
        oneOf("enabled", "disabled"),
        "who reaches the port is said by --host",
      ),
      only: "managed",
      quietFor: "enabled",
    },
  };
}
