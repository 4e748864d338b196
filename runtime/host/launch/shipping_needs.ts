import { resolve } from "node:path";
import { accountSecret } from "../../../collector/host/shipping/account_secret.ts";
import type { ContainerLocation } from "../../../collector/host/shipping/container_location.ts";
import type { DatastorePlace } from "../../../collector/host/shipping/destination_kinds.ts";
import {
  readShippingSettings,
  type ShippingFlags,
} from "../shipping_settings.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { LaunchContext, Variables } from "./launch_context.ts";
import { ALL, type Needs } from "./needs.ts";

const MANAGEMENT_URL = "https://management.azure.com";
const AUTHORITY_URL = "https://login.microsoftonline.com";
/** Where a virtual machine of Azure asks for its identity. */
const MACHINE_IDENTITY = "169.254.169.254:80";
/** The accounts that a workspace's datastores may be in. */
const ACCOUNTS = [
  "*.blob.core.windows.net:443",
  "*.blob.core.chinacloudapi.cn:443",
  "*.blob.core.usgovcloudapi.net:443",
];

/**
 * Grants what delivery needs, as flags and `samla.yml` say it: the containers
 * that are named, and who proves the identity where no key does.
 *
 * @param needs Where it is granted.
 * @param flags What the command was told.
 * @param context What the process knows.
 * @returns Whether a service of Azure is asked, whose client reads any variable there is.
 * @throws {ConfigurationError} If `samla.yml` is wrong.
 */
export async function addShippingNeeds(
  needs: Needs,
  flags: ShippingFlags,
  { variables, hostFolder }: LaunchContext,
): Promise<boolean> {
  const path = resolve("samla.yml");
  needs.add("read", path);
  const shipping = await readShippingSettings(flags, path);
  if (shipping === undefined) return false;
  const places = Object.values(shipping.datastores);
  const kinds = places.map((place) => addPlace(needs, place, variables));
  const { workspace, managementUrl = MANAGEMENT_URL } = shipping;
  if (workspace !== undefined) {
    needs.add("net", hostOfUrl(managementUrl) ?? managementUrl, ...ACCOUNTS);
    addIdentity(needs, variables);
  }
  // The thread that ships is a program of its own, which asks for these at once.
  needs.add("read", hostFolder).add("env", ALL).add("sys", ALL);
  return workspace !== undefined || kinds.includes("container");
}

function addPlace(
  needs: Needs,
  { scheme, location }: DatastorePlace,
  variables: Variables,
): "folder" | "container" {
  if (scheme === "file") {
    needs.add("read", location as string).add("write", location as string);
    return "folder";
  }
  const container = location as ContainerLocation;
  needs.add("net", hostOfUrl(container.url)!);
  const secret = accountSecret(container, (name) => variables[name]);
  const hasSecret = secret.key !== undefined || secret.sas !== undefined;
  if (!hasSecret) addIdentity(needs, variables);
  return "container";
}

/** Who says for whom the host may act. */
function addIdentity(needs: Needs, variables: Variables): void {
  const { MSI_ENDPOINT, MSI_SECRET } = variables;
  if (MSI_ENDPOINT !== undefined && MSI_SECRET !== undefined) {
    const host = hostOfUrl(MSI_ENDPOINT);
    if (host !== undefined) needs.add("net", host);
    return;
  }
  const authority = variables.AZURE_AUTHORITY_HOST || AUTHORITY_URL;
  const services = [authority, variables.IDENTITY_ENDPOINT]
    .map((url) => url === undefined ? undefined : hostOfUrl(url))
    .filter((host) => host !== undefined);
  needs.add("net", ...services, MACHINE_IDENTITY);
  const { AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH } =
    variables;
  for (
    const file of [AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH]
  ) if (file) needs.add("read", file);
  // Who is signed in on the command line is known by the command alone.
  needs.add("run", "az");
}
