import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { LineCounter, parseDocument } from "yaml";
import { isNothing } from "../../mlflow/host/stat_or_nothing.ts";
import { nearestWord } from "../../ground/nearest_word.ts";
import { parseDatastoreFlag } from "../../collector/host/shipping/container_location.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import { parseDatastoreUrl } from "../../collector/host/shipping/destination_kinds.ts";
import { parseWorkspaceId } from "../../collector/datastore_uri.ts";
import {
  ConfigurationError,
  configurationReason,
  errorInFile,
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
    const datastores = {
      ...file.datastores,
      ...Object.fromEntries(
        named.map(([name, url]) => [name, parseDatastoreUrl(url)]),
      ),
    };
    if (flags.workspace !== undefined) parseWorkspaceId(flags.workspace);
    const workspace = flags.workspace ?? file.workspace;
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

/** What a settings file says, its URLs read. */
type FileSettings =
  & Omit<v.InferOutput<typeof Settings>, "datastores">
  & Pick<ShippingSettings, "datastores">;

async function settingsIn(path: string): Promise<FileSettings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isNothing(error)) return { datastores: {} };
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
    return placesIn(parsed.output, (keys, error) => {
      const line = yamlLine(document, lines, keys);
      return errorInFile({ file: path, line }, error);
    });
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

/** Reads the places that a file names; one that cannot be read is told by its line. */
function placesIn(
  settings: v.InferOutput<typeof Settings>,
  failure: (keys: readonly string[], error: unknown) => ConfigurationError,
): FileSettings {
  const read = <T>(keys: readonly string[], parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      throw failure(keys, error);
    }
  };
  const { workspace } = settings;
  if (workspace !== undefined) {
    read(["workspace"], () => parseWorkspaceId(workspace));
  }
  const datastores = Object.fromEntries(
    Object.entries(settings.datastores).map(([name, url]) => [
      name,
      read(["datastores", name], () => parseDatastoreUrl(url)),
    ]),
  );
  return { ...settings, datastores };
}
