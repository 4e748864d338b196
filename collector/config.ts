import { reasonOf } from "../ground/reason_of.ts";
import * as v from "valibot";
import { issueError, SettingError } from "./setting_error.ts";
import { checkPathSegment } from "./path_segment.ts";
import {
  COLLECTOR_SETTINGS,
  type CollectorSettings,
  Rate,
  Switch,
} from "./collector_settings.ts";

/** One collection of a deployment. */
export interface CollectionConfig {
  /** The name, as it was written. */
  readonly name: string;
  /** Whether anything is collected. */
  readonly enabled: boolean;
  /** The share of correlation ids that is kept, from 0 to 1. */
  readonly samplingRate: number;
  /** The data asset to register; what is `undefined` has its default. */
  readonly data: {
    readonly name: string | undefined;
    readonly path: string | undefined;
    readonly version: string;
  };
}

/** What a deployment collects, and how. */
export interface CollectorConfig
  extends Omit<CollectorSettings, "samplingRate"> {
  /** The collections; none means that collection is off. */
  readonly collections: readonly CollectionConfig[];
  /** The HTTP headers that payload logging captures, in lower case. */
  readonly captureHeaders: readonly string[];
}

/** A deployment collects at most this many collections beside `request` and `response`. */
export const MAX_CUSTOM_COLLECTIONS = 5;

const PAYLOAD_COLLECTIONS: readonly string[] = ["request", "response"];

/**
 * Whether a collection is of whole payloads, not of frames.
 *
 * @param name Its name, in any case.
 * @returns Whether it is `request` or `response`.
 */
export function isPayloadCollection(name: string): boolean {
  return PAYLOAD_COLLECTIONS.includes(name.toLowerCase());
}

const Text = v.pipe(
  v.string("a text"),
  v.nonEmpty("a text that is not empty"),
);
const Version = v.pipe(
  v.union([v.string(), v.number()], "a version, such as 1"),
  v.transform(String),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "a version, such as 1"),
);
const DataEntries = {
  name: v.optional(Text),
  path: v.optional(v.pipe(
    Text,
    v.startsWith(
      "azureml://",
      'a datastore path that begins with "azureml://"',
    ),
  )),
  version: v.optional(Version, "1"),
  "data_id": v.optional(Text),
};
const CollectionEntries = {
  enabled: v.optional(Switch),
  "sampling_rate": v.optional(Rate),
  data: v.optional(v.strictObject(DataEntries, allowed(DataEntries)), {}),
};
const Entries = {
  collections: v.record(
    v.string(),
    v.strictObject(CollectionEntries, allowed(CollectionEntries)),
    "a mapping of collection names",
  ),
  "request_logging": v.optional(
    v.strictObject(
      {
        "capture_headers": v.optional(v.array(Text, "a list of header names")),
      },
      "a mapping of capture_headers",
    ),
    {},
  ),
};
const SettingEntries: Readonly<Record<string, v.GenericSchema>> = Object
  .fromEntries(
    Object.values(COLLECTOR_SETTINGS).map((row) => [
      row.name,
      v.optional<v.GenericSchema, unknown>(row.schema, row.default),
    ]),
  );
const AllEntries = { ...SettingEntries, ...Entries };
const Schema = v.strictObject(AllEntries, allowed(AllEntries));

/**
 * Reads the `data_collector` mapping of a deployment YAML. Beside the keys of
 * Azure ML it takes `sampling_rate` for one collection, and the settings in
 * {@linkcode COLLECTOR_SETTINGS}.
 *
 * @param value The mapping, as a YAML or JSON reader gives it.
 * @param where Where it stands, for messages: `deployment.yml: data_collector`.
 * @returns What to collect, and how.
 * @throws {SettingError} If a key is unknown or a value will not do, by its path, with what is allowed; if a name cannot be a folder, repeats in another case, or there are too many.
 */
export function parseCollectorConfig(
  value: unknown,
  where: string,
): CollectorConfig {
  const result = v.safeParse(Schema, value, { abortEarly: true });
  if (!result.success) throw issueError(result.issues[0], where);
  const entries = result.output;
  const settings = settingsIn(result.output);
  const collections = Object.entries(entries.collections).map((
    [name, { enabled = false, sampling_rate: samplingRate, data }],
  ): CollectionConfig => ({
    name,
    enabled,
    samplingRate: samplingRate ?? settings.samplingRate,
    data: { name: data.name, path: data.path, version: data.version },
  }));
  checkNames(collections, where);
  const { samplingRate: _samplingRate, ...rest } = settings;
  return {
    ...rest,
    collections,
    captureHeaders: (entries.request_logging.capture_headers ?? [])
      .map((name) => name.toLowerCase()),
  };
}

/** The settings of a mapping that the schema of their rows has passed. */
function settingsIn(
  output: Readonly<Record<string, unknown>>,
): CollectorSettings {
  return Object.fromEntries(
    Object.entries(COLLECTOR_SETTINGS)
      .map(([key, { name }]) => [key, output[name]]),
  ) as unknown as CollectorSettings;
}

/**
 * The configuration that a bare "collect" asks for: the inputs and outputs of
 * the model, each and all of them.
 *
 * @returns `model_inputs` and `model_outputs` enabled, all else by default.
 */
export function collectEverything(): CollectorConfig {
  return parseCollectorConfig({
    collections: {
      model_inputs: { enabled: true },
      model_outputs: { enabled: true },
    },
  }, "data_collector");
}

/**
 * The configuration of a deployment that collects nothing.
 *
 * @returns No collections, all else by default.
 */
export function collectNothing(): CollectorConfig {
  return parseCollectorConfig({ collections: {} }, "data_collector");
}

function checkNames(
  collections: readonly CollectionConfig[],
  where: string,
): void {
  const seen = new Map<string, string>();
  const custom: string[] = [];
  for (const { name, enabled } of collections) {
    try {
      checkPathSegment("collection", name);
    } catch (cause) {
      const reason = reasonOf(cause);
      throw new SettingError(`${where}: ${reason}`, ["collections", name]);
    }
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined) {
      throw new SettingError(
        `${where}: Cannot collect both "${other}" and "${name}": names that differ in case only are one collection`,
        ["collections", name],
      );
    }
    seen.set(lower, name);
    if (enabled && !isPayloadCollection(name)) custom.push(name);
  }
  if (custom.length > MAX_CUSTOM_COLLECTIONS) {
    throw new SettingError(
      `${where}: Cannot collect ${
        custom.join(", ")
      }: a deployment has at most ${MAX_CUSTOM_COLLECTIONS} collections beside request and response`,
      ["collections", custom[MAX_CUSTOM_COLLECTIONS]!],
    );
  }
}

function allowed(entries: Readonly<Record<string, unknown>>): string {
  return `a mapping of ${Object.keys(entries).join(", ")}`;
}
