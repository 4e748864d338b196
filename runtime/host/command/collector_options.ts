import { type Command, Option } from "commander";
import type { CollectorSetting } from "../../../collector/mod.ts";

/** The flags of {@linkcode addCollectorOptions}, as the parser gives them. */
export interface CollectorFlags {
  readonly rollingRate?: string;
  readonly samplingRate?: string;
  readonly durability?: string;
  readonly largePayloadBytes?: string;
  readonly batchWindowMs?: string;
  readonly maxDiskBytes?: string;
  readonly keepLocal?: boolean;
}

/**
 * Adds the flags that say how is collected. Their values are checked with the
 * rest of the configuration.
 *
 * @param command The command.
 * @returns The command.
 */
export function addCollectorOptions(command: Command): Command {
  const options: readonly (readonly [string, string])[] = [
    [
      "--rolling-rate <rate>",
      "a new folder each minute, hour, day, month or year",
    ],
    ["--sampling-rate <rate>", "the share of requests to collect, 0 to 1"],
    ["--durability <kind>", "what a line survives: process, disk or memory"],
    [
      "--large-payload-bytes <bytes>",
      "above this a payload gets a file of its own",
    ],
    ["--batch-window-ms <ms>", "merge what is collected within this time"],
    ["--max-disk-bytes <bytes>", "collect no more than this on the disk"],
    ["--keep-local", "keep files that were shipped"],
  ];
  for (const [flags, text] of options) {
    command.addOption(new Option(flags, text).helpGroup("Collecting:"));
  }
  return command;
}

/**
 * The settings that the flags give.
 *
 * @param flags The flags.
 * @returns The settings, by their name in `data_collector`.
 */
export function settingsOf(
  flags: CollectorFlags,
): Partial<Record<CollectorSetting, string | undefined>> {
  return {
    "rolling_rate": flags.rollingRate,
    "sampling_rate": flags.samplingRate,
    "durability": flags.durability,
    "large_payload_bytes": flags.largePayloadBytes,
    "batch_window_ms": flags.batchWindowMs,
    "max_disk_bytes": flags.maxDiskBytes,
    "keep_local": flags.keepLocal === undefined ? undefined : "true",
  };
}
