import { COLLECTOR_SETTINGS } from "../../collector/collector_settings.ts";
import { deploymentKeys } from "./azure_yaml/deployment_keys.ts";
import { kindRefusals } from "./azure_yaml/kind_refusals.ts";
import { isRecord } from "../../ground/is_record.ts";

/** The service's rule for names; its tools leave it to the service. */
const AZURE_NAME = /^[A-Za-z](?=.{1,31}$)(?:[A-Za-z0-9]|-(?!-))*[A-Za-z0-9]$/;
/** The rates that the tools know. */
const AZURE_RATES: ReadonlySet<string> = new Set(["minute", "hour", "day"]);
/** The settings that the tools know. */
const AZURE_SETTINGS: ReadonlySet<string> = new Set([
  "rolling_rate",
  "sampling_rate",
]);

/**
 * What `az ml online-deployment create` refuses in a deployment YAML that this
 * host takes: a file that works here may not work there.
 *
 * @param entries The keys of the file.
 * @returns One phrase each, which names the key.
 */
export function azureRefusals(
  entries: Readonly<Record<string, unknown>>,
): string[] {
  const kind = String(entries.type ?? "managed").toLowerCase();
  return [
    ...["name", "endpoint_name"].flatMap((key) => nameRefusals(entries, key)),
    ...kindRefusals(entries, deploymentKeys(), {
      kind: kind === "kubernetes" ? kind : "managed",
      because: kind === "kubernetes"
        ? "there not with type: kubernetes"
        : "there only with type: kubernetes",
    }),
    ...scaleRefusals(entries.scale_settings, kind),
    ...modelRefusals(entries.model),
    ...collectorRefusals(entries.data_collector),
  ];
}

/**
 * What the service refuses in a name.
 *
 * @param entries The keys of a file.
 * @param key The one that is a name.
 * @returns One phrase, or none.
 */
export function nameRefusals(
  entries: Readonly<Record<string, unknown>>,
  key: string,
): string[] {
  const name = entries[key];
  if (typeof name !== "string" || AZURE_NAME.test(name)) return [];
  return [
    `${key} "${name}" (a name there is a letter, then letters, digits and single dashes, 2 to 32 characters)`,
  ];
}

function scaleRefusals(scale: unknown, kind: string): string[] {
  const type = isRecord(scale) ? scale.type : undefined;
  return kind === "kubernetes" || type === undefined ||
      String(type).toLowerCase() === "default"
    ? []
    : [`scale_settings.type ${type} (there only with type: kubernetes)`];
}

function modelRefusals(model: unknown): string[] {
  if (typeof model === "string") {
    return model.startsWith("azureml:") ? [] : [
      "a model that is a path or URI of its own (there it stands below path:)",
    ];
  }
  const path = isRecord(model) ? model.path : undefined;
  return typeof path === "string" && /^[\w-]{2,}:(?!\d+$)|\\/.test(path) &&
      !path.startsWith("azureml:")
    ? ["a model.path that is a URI, or has backslashes"]
    : [];
}

function collectorRefusals(collector: unknown): string[] {
  if (!isRecord(collector)) return [];
  const { collections, rolling_rate: rate } = collector;
  const own = Object.values(COLLECTOR_SETTINGS)
    .map(({ name }) => name)
    .filter((name) => name in collector && !AZURE_SETTINGS.has(name));
  return [
    ...(typeof rate === "string" && !AZURE_RATES.has(rate.toLowerCase())
      ? [`rolling_rate ${rate} (there it is minute, hour or day)`]
      : []),
    ...own.map((name) => `the key ${name}`),
    ...(isRecord(collections)
      ? Object.entries(collections).flatMap(([name, collection]) =>
        isRecord(collection) ? collectionRefusals(name, collection) : []
      )
      : []),
  ];
}

function collectionRefusals(
  name: string,
  collection: Readonly<Record<string, unknown>>,
): string[] {
  const { enabled, data } = collection;
  const version = isRecord(data) ? data.version : undefined;
  return [
    ...(enabled === undefined ? [`${name} without enabled`] : []),
    ...(typeof enabled === "boolean"
      ? [`${name}.enabled ${enabled} (there it has quotes: "${enabled}")`]
      : []),
    ...("sampling_rate" in collection ? [`${name}.sampling_rate`] : []),
    ...(typeof version === "number"
      ? [`${name}.data.version ${version} (there it has quotes: "${version}")`]
      : []),
  ];
}
