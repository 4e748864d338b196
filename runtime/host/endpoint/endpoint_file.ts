import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { TrafficRules } from "../../traffic_split.ts";
import { checkKeys } from "../azure_yaml/check_keys.ts";
import { authMode, endpointKeys } from "../azure_yaml/endpoint_keys.ts";
import { YamlFile } from "../azure_yaml/yaml_file.ts";
import { PERCENTAGE } from "../azure_yaml/yaml_type.ts";
import { endpointRefusals } from "./endpoint_refusals.ts";

/** What an endpoint's YAML says. */
export interface EndpointFile extends TrafficRules {
  /** `name`: the endpoint. */
  readonly name: string;
  /** `auth_mode`: how who asks is known; absent if it does not say. */
  readonly authMode: "key" | "aml_token" | "aad_token" | undefined;
  /** What Azure's own tools refuse in it, and this host takes. */
  readonly refusedByAzure: readonly string[];
  /** Keys that mean something to Azure and nothing to this host. */
  readonly ignoredKeys: readonly string[];
}

/** What is honoured, of types that {@linkcode checkKeys} has checked. */
function endpointSchema() {
  const percentages = v.optional(v.record(v.string(), PERCENTAGE.schema));
  return v.object({
    name: v.string(),
    "auth_mode": v.optional(authMode().schema),
    traffic: percentages,
    "mirror_traffic": percentages,
  });
}

const WHOLE = 100;
/** The most that Azure lets a mirror have. */
const MOST_MIRRORED = 50;

/**
 * Whether a YAML is that of an endpoint: it says how traffic is split, or who
 * may ask, which no deployment does, or that it has an endpoint's schema.
 *
 * @param path The file.
 * @returns Whether it is; false too where it cannot be read.
 */
export async function isEndpointFile(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^(?:(?:traffic|mirror_traffic|auth_mode)\s*:|\$schema\s*:.*OnlineEndpoint\.schema)/m
    .test(text);
}

/**
 * Reads an endpoint's YAML as `az ml online-endpoint create -f` takes it.
 *
 * @param path The file.
 * @param deployments The deployments that are served.
 * @returns What it says; all traffic goes to the first deployment where it says nothing of traffic.
 * @throws {ConfigurationError} If it cannot be read, or a key or value is wrong, with its line.
 */
export async function readEndpointFile(
  path: string,
  deployments: readonly string[],
): Promise<EndpointFile> {
  const file = await YamlFile.read(path, "an endpoint");
  const ignoredKeys = checkKeys(file, { of: "endpoint", keys: endpointKeys() });
  const output = v.parse(endpointSchema(), file.entries);
  const refuse = (why: string) => file.error(why);
  const lineOf = (...keys: readonly string[]) => `line ${file.lineOf(keys)}`;
  const traffic = output.traffic ?? { [deployments[0]!]: WHOLE };
  const mirrorTraffic = output.mirror_traffic ?? {};
  for (
    const [key, shares] of [
      ["traffic", traffic],
      ["mirror_traffic", mirrorTraffic],
    ] as const
  ) {
    const stranger = Object.keys(shares).find((name) =>
      !deployments.includes(name)
    );
    if (stranger === undefined) continue;
    throw refuse(
      `${
        lineOf(key, stranger)
      }, "${key}" names the deployment "${stranger}", which is not served: ${
        deployments.join(", ")
      } are`,
    );
  }
  const sum = Object.values(traffic).reduce((all, share) => all + share, 0);
  if (sum !== 0 && sum !== WHOLE) {
    throw refuse(
      `${
        lineOf("traffic")
      }, "traffic" adds up to ${sum}, expected ${WHOLE}, or 0`,
    );
  }
  const mirrors = Object.entries(mirrorTraffic)
    .filter(([, share]) => share > 0);
  const [mirror] = mirrors;
  if (mirrors.length > 1 || (mirror?.[1] ?? 0) > MOST_MIRRORED) {
    throw refuse(
      `${
        lineOf("mirror_traffic")
      }, "mirror_traffic" may give one deployment up to ${MOST_MIRRORED} percent`,
    );
  }
  if (mirror !== undefined && (traffic[mirror[0]] ?? 0) > 0) {
    throw refuse(
      `${lineOf("mirror_traffic", mirror[0])}, the deployment "${
        mirror[0]
      }" has traffic of its own: it may have either`,
    );
  }
  return {
    name: output.name,
    authMode: output.auth_mode,
    traffic,
    mirrorTraffic: Object.fromEntries(mirrors),
    refusedByAzure: endpointRefusals(file.entries),
    ignoredKeys,
  };
}
