import { type Command, Option } from "commander";
import { COLLECTOR_SETTINGS } from "../../../../collector/collector_settings.ts";
import type {
  CollectorSettings,
  CollectorSettingTexts,
} from "../../../../collector/mod.ts";

/** The flags of {@linkcode addCollectorOptions}, as the parser gives them. */
export type CollectorFlags = {
  readonly [Key in keyof CollectorSettings]?: string | true;
};

/**
 * Adds the flags that say how is collected. Their values are checked with the
 * rest of the configuration.
 *
 * @param command The command.
 * @returns The command.
 */
export function addCollectorOptions(command: Command): Command {
  for (const { name, unit, help } of Object.values(COLLECTOR_SETTINGS)) {
    const flag = `--${name.replaceAll("_", "-")}`;
    const flags = unit === undefined ? flag : `${flag} <${unit}>`;
    command.addOption(new Option(flags, help).helpGroup("Collecting:"));
  }
  return command;
}

/**
 * The settings that the flags give.
 *
 * @param flags The flags.
 * @returns The settings, by their name in `data_collector`.
 */
export function settingsOf(flags: CollectorFlags): CollectorSettingTexts {
  return Object.fromEntries(
    Object.entries(COLLECTOR_SETTINGS).map(([key, { name }]) => {
      const value: unknown = Reflect.get(flags, key);
      return [name, value === undefined ? undefined : String(value)];
    }),
  );
}
