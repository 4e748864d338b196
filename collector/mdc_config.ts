import * as v from "valibot";
import { type CollectorConfig, parseCollectorConfig } from "./config.ts";
import { issueError } from "./setting_error.ts";

const PERCENT = "a number from 0 to 100";
const Percent = v.pipe(
  v.number(PERCENT),
  v.minValue(0, PERCENT),
  v.maxValue(100, PERCENT),
);
const MdcCollection = v.strictObject({
  enabled: v.optional(v.boolean("true or false")),
  sampleRatePercentage: v.optional(Percent),
  // Azure's local tools write this name.
  "sampling_percentage": v.optional(Percent),
}, "a mapping of enabled, sampleRatePercentage");
const MdcConfig = v.strictObject({
  runMode: v.optional(v.string("a text")),
  collections: v.record(
    v.string(),
    MdcCollection,
    "a mapping of collection names",
  ),
  captureHeaders: v.optional(
    v.array(v.string("a header name"), "a list of header names"),
  ),
}, "a mapping of runMode, collections, captureHeaders");

/**
 * Reads the JSON file that `AZUREML_MDC_CONFIG_PATH` names, which Azure ML
 * writes for the collector of a deployment.
 *
 * @param text The file's content.
 * @param where The file's name, for messages.
 * @returns What to collect, and how; what the file does not say has its default.
 * @throws {TypeError} If it is not JSON.
 * @throws {SettingError} If a key is unknown or a value will not do; if a name cannot be a folder, repeats in another case, or there are too many.
 */
export function parseMdcConfig(text: string, where: string): CollectorConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`Cannot read ${where}: it is not JSON`, { cause });
  }
  const result = v.safeParse(MdcConfig, value, { abortEarly: true });
  if (!result.success) throw issueError(result.issues[0], where);
  const { collections, captureHeaders = [] } = result.output;
  const entries = Object.entries(collections).map(([name, settings]) => {
    const percent = settings.sampleRatePercentage ??
      settings.sampling_percentage ?? 100;
    const { enabled = false } = settings;
    return [name, { enabled, "sampling_rate": percent / 100 }] as const;
  });
  return parseCollectorConfig({
    collections: Object.fromEntries(entries),
    "request_logging": { "capture_headers": captureHeaders },
  }, where);
}
