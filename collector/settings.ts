import { type CollectorConfig, parseCollectorConfig } from "./config.ts";

/** What flags and environment variables may set of the collecting. */
export const COLLECTOR_SETTINGS = [
  "rolling_rate",
  "sampling_rate",
  "durability",
  "large_payload_bytes",
  "batch_window_ms",
  "max_disk_bytes",
  "keep_local",
] as const;

/** One of {@linkcode COLLECTOR_SETTINGS}. */
export type CollectorSetting = typeof COLLECTOR_SETTINGS[number];

const NUMBERS: readonly CollectorSetting[] = [
  "sampling_rate",
  "large_payload_bytes",
  "batch_window_ms",
  "max_disk_bytes",
];
const NUMBER = /^\s*-?\d+(?:\.\d+)?(?:e[-+]?\d+)?\s*$/i;

/**
 * A configuration with some settings replaced by texts, as flags and
 * environment variables give them. A sampling rate is that of all collections.
 *
 * @param config The configuration.
 * @param settings The texts; what is absent or `undefined` stays as it is.
 * @param where What they are, for messages: `--` or `SAMLA_`.
 * @returns The new configuration.
 * @throws {TypeError} If a value will not do, by its name, with what is allowed.
 */
export function withCollectorSettings(
  config: CollectorConfig,
  settings: Readonly<Partial<Record<CollectorSetting, string | undefined>>>,
  where: string,
): CollectorConfig {
  const given: [CollectorSetting, unknown][] = [];
  for (const name of COLLECTOR_SETTINGS) {
    const text = settings[name];
    if (text === undefined) continue;
    const isNumber = NUMBERS.includes(name) && NUMBER.test(text);
    given.push([name, isNumber ? Number(text) : text]);
  }
  const parsed = parseCollectorConfig(
    { ...Object.fromEntries(given), collections: {} },
    where,
  );
  const has = (name: CollectorSetting) => settings[name] !== undefined;
  const samplingRate = settings.sampling_rate === undefined
    ? undefined
    : Number(settings.sampling_rate);
  return {
    collections: samplingRate === undefined
      ? config.collections
      : config.collections.map((one) => ({ ...one, samplingRate })),
    captureHeaders: config.captureHeaders,
    rollingRate: (has("rolling_rate") ? parsed : config).rollingRate,
    durability: (has("durability") ? parsed : config).durability,
    largePayloadBytes: (has("large_payload_bytes") ? parsed : config)
      .largePayloadBytes,
    batchWindowMs: (has("batch_window_ms") ? parsed : config).batchWindowMs,
    maxDiskBytes: (has("max_disk_bytes") ? parsed : config).maxDiskBytes,
    keepLocal: (has("keep_local") ? parsed : config).keepLocal,
  };
}

/**
 * Picks the settings out of environment variables: `SAMLA_SAMPLING_RATE`,
 * `SAMLA_DURABILITY` and so on.
 *
 * @param variables The variables.
 * @returns The texts of those that are set.
 */
export function collectorSettingsOf(
  variables: Readonly<Record<string, string | undefined>>,
): Partial<Record<CollectorSetting, string | undefined>> {
  return Object.fromEntries(
    COLLECTOR_SETTINGS
      .map((name) => [name, variables[`SAMLA_${name.toUpperCase()}`]] as const)
      .filter(([, text]) => text !== undefined),
  );
}
