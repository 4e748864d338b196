import * as v from "valibot";
import { parse } from "yaml";
import { parseDatastoreFlag } from "../../collector/host/shipping/container_location.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import { parseDatastoreUrl } from "../../collector/host/shipping/destination_kinds.ts";
import { parseWorkspaceId } from "../../collector/mod.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/** What the command line says of shipping. */
export interface ShippingFlags {
  /** `<name>=<url>` of each datastore. */
  readonly datastore?: readonly string[];
  /** The resource id of the workspace. */
  readonly workspace?: string;
  /** Whether containers that are missing are made. */
  readonly createContainers?: boolean;
}

const Settings = v.strictObject({
  datastores: v.optional(v.record(v.string(), v.string()), {}),
  workspace: v.optional(v.string()),
  "create_containers": v.optional(v.boolean()),
  "management_url": v.optional(v.string()),
});

/**
 * Reads where collected data is shipped to, from a settings file and from
 * flags; a flag wins.
 *
 * @param flags What the command line says.
 * @param path The settings file, `samla.yml`, which need not be there: `datastores` (URLs by name), `workspace`, `create_containers`, `management_url`.
 * @returns Where datastores are; `undefined` if nothing is to be shipped.
 * @throws {ConfigurationError} If the file, a name or a URL is wrong.
 */
export async function readShippingSettings(
  flags: ShippingFlags,
  path: string,
): Promise<ShippingSettings | undefined> {
  try {
    const file = await settingsIn(path);
    const named = (flags.datastore ?? []).map(parseDatastoreFlag);
    const urls = { ...file.datastores, ...Object.fromEntries(named) };
    const datastores = Object.fromEntries(
      Object.entries(urls).map(([name, url]) => [name, parseDatastoreUrl(url)]),
    );
    const workspace = flags.workspace ?? file.workspace;
    if (workspace !== undefined) parseWorkspaceId(workspace);
    if (workspace === undefined && Object.keys(datastores).length === 0) {
      return undefined;
    }
    const managementUrl = file.management_url;
    return {
      datastores,
      createContainers: flags.createContainers ?? file.create_containers ??
        false,
      ...(workspace === undefined ? {} : { workspace }),
      ...(managementUrl === undefined ? {} : { managementUrl }),
    };
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}

async function settingsIn(
  path: string,
): Promise<v.InferOutput<typeof Settings>> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { datastores: {} };
    throw error;
  }
  let value: unknown;
  try {
    value = parse(text) ?? {};
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read ${path}: ${configurationReason(error)}`,
    );
  }
  const parsed = v.safeParse(Settings, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const key = v.getDotPath(issue) ?? "the file";
  throw new ConfigurationError(
    issue.expected === "never"
      ? `Cannot read ${path}: there is no key "${key}", expected ${
        Object.keys(Settings.entries).join(", ")
      }`
      : `Cannot read ${path}: "${key}" is no ${issue.expected?.toLowerCase()}`,
  );
}
