import { COLLECTOR_SETTINGS } from "./collector_settings.ts";
import { type CollectorConfig, parseCollectorConfig } from "./config.ts";

/** Texts for settings, by their names in `data_collector`. */
export type CollectorSettingTexts = Readonly<
  Record<string, string | undefined>
>;

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
  settings: CollectorSettingTexts,
  where: string,
): CollectorConfig {
  const rows = Object.entries(COLLECTOR_SETTINGS)
    .filter(([, { name }]) => settings[name] !== undefined);
  const given = Object.fromEntries(
    rows.map(([, { name }]) => [name, settings[name]]),
  );
  const parsed = parseCollectorConfig({ ...given, collections: {} }, where);
  const samplingRate = settings["sampling_rate"] === undefined
    ? undefined
    : Number(settings["sampling_rate"]);
  return {
    ...config,
    ...Object.fromEntries(
      rows.filter(([key]) => key in parsed)
        .map(([key]) => [key, Reflect.get(parsed, key)]),
    ),
    collections: samplingRate === undefined
      ? config.collections
      : config.collections.map((one) => ({ ...one, samplingRate })),
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
): CollectorSettingTexts {
  return Object.fromEntries(
    Object.values(COLLECTOR_SETTINGS)
      .map(({ name }) => [name, variables[settingVariable(name)]] as const)
      .filter(([, text]) => text !== undefined),
  );
}

/**
 * The environment variable of a setting.
 *
 * @param name Its name in `data_collector`: `keep_local`.
 * @returns The variable: `SAMLA_KEEP_LOCAL`.
 */
export function settingVariable(name: string): string {
  return `SAMLA_${name.toUpperCase()}`;
}
