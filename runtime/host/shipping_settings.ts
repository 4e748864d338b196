import * as v from "valibot";
import { LineCounter, parseDocument } from "yaml";
import { nearestWord } from "../../ground/nearest_word.ts";
import { parseDatastoreFlag } from "../../collector/host/shipping/container_location.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import { parseDatastoreUrl } from "../../collector/host/shipping/destination_kinds.ts";
import { parseWorkspaceId } from "../../collector/mod.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";
import { yamlLine } from "./yaml_line.ts";

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
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
  });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ConfigurationError(
      `Cannot read ${path}: line ${line} is not valid YAML, ${broken.message}`,
    );
  }
  const parsed = v.safeParse(Settings, document.toJS() ?? {});
  if (parsed.success) {
    checkPlaces(parsed.output, (keys, error) => {
      const line = yamlLine(document, lines, keys);
      const reason = configurationReason(error);
      return new ConfigurationError(
        `Cannot read ${path}: line ${line}, ${
          reason[0]!.toLowerCase() + reason.slice(1)
        }`,
        { cause: error },
      );
    });
    return parsed.output;
  }
  const [issue] = parsed.issues;
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const line = yamlLine(document, lines, keys);
  const key = keys.join(".");
  if (issue.expected !== "never") {
    throw new ConfigurationError(
      `Cannot read ${path}: line ${line}, "${
        key || "the file"
      }" is ${issue.received}, expected a ${
        issue.expected?.toLowerCase().replace("object", "mapping")
      }`,
    );
  }
  const known = Object.keys(Settings.entries);
  const near = nearestWord(key, known);
  const hint = near === undefined ? "" : `did you mean "${near}"? `;
  throw new ConfigurationError(
    `Cannot read ${path}: line ${line}, there is no key "${key}", ${hint}expected ${
      known.join(", ")
    }`,
  );
}

/** Refuses a URL or a workspace that cannot be one, by its place in the file. */
function checkPlaces(
  { datastores, workspace }: v.InferOutput<typeof Settings>,
  failure: (keys: readonly string[], error: unknown) => ConfigurationError,
): void {
  const checks: readonly (readonly [readonly string[], () => unknown])[] = [
    ...Object.entries(datastores).map(([name, url]) =>
      [["datastores", name], () => parseDatastoreUrl(url)] as const
    ),
    [["workspace"], () => workspace && parseWorkspaceId(workspace)],
  ];
  for (const [keys, check] of checks) {
    try {
      check();
    } catch (error) {
      throw failure(keys, error);
    }
  }
}
