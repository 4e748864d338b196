import * as v from "valibot";
import { ROLLING_RATES, type RollingRate } from "./rolling.ts";

/** Against what a collected line is safe before the response leaves: the end of the process, the loss of power, or nothing. */
export type Durability = "process" | "disk" | "memory";

/** The values of what `data_collector`, flags and variables set alike. */
export interface CollectorSettings {
  /** How often a new folder begins. */
  readonly rollingRate: RollingRate;
  /** The share of correlation ids that is kept, from 0 to 1, where a collection says nothing. */
  readonly samplingRate: number;
  /** What a line survives. */
  readonly durability: Durability;
  /** Payloads above this go to a file of their own. */
  readonly largePayloadBytes: number;
  /** How long frames wait for others to share an event with; 0 is off. */
  readonly batchWindowMs: number;
  /** The most bytes of collected data on the disk; `undefined` is no limit. */
  readonly maxDiskBytes: number | undefined;
  /** Whether files stay on the disk after they were shipped. */
  readonly keepLocal: boolean;
}

/** One row of {@linkcode COLLECTOR_SETTINGS}. */
export interface CollectorSettingRow<Value> {
  /** The key in `data_collector`; the flag and the variable are made of it. */
  readonly name: string;
  /** What a value is called, as `bytes`; absent for a switch, whose flag takes none. */
  readonly unit?: string;
  /** What it does, for people. */
  readonly help: string;
  /** What is taken for it. */
  readonly schema: v.GenericSchema<unknown, Value>;
  /** What holds where nothing is said. */
  readonly default: Value;
}

/** A number, also as a text: Azure's tools take `sampling_rate: "0.5"`, and flags are texts. */
function numberOf(message: string): v.GenericSchema<unknown, number> {
  return v.union([
    v.number(),
    v.pipe(
      v.string(),
      v.regex(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i),
      v.transform(Number),
    ),
  ], message) as v.GenericSchema<unknown, number>;
}

/** A share from 0 to 1. */
export const Rate: v.GenericSchema<unknown, number> = v.pipe(
  numberOf("a number from 0 to 1"),
  v.minValue(0, "a number from 0 to 1"),
  v.maxValue(1, "a number from 0 to 1"),
) as v.GenericSchema<unknown, number>;

/** True or false, also as a text. */
export const Switch: v.GenericSchema<unknown, boolean> = v.union([
  v.boolean(),
  v.pipe(
    v.string(),
    v.toLowerCase(),
    v.picklist(["true", "false"]),
    v.transform((text) => text === "true"),
  ),
], "true or false") as v.GenericSchema<unknown, boolean>;

const Count = v.pipe(
  numberOf("a whole number, 0 or more"),
  v.safeInteger("a whole number, 0 or more"),
  v.minValue(0, "a whole number, 0 or more"),
) as v.GenericSchema<unknown, number>;

/** The settings of the collector: each row is a key, a flag, a variable and a line of the README. */
export const COLLECTOR_SETTINGS: {
  readonly [Key in keyof CollectorSettings]: CollectorSettingRow<
    CollectorSettings[Key]
  >;
} = {
  rollingRate: {
    name: "rolling_rate",
    unit: "rate",
    help: "a new folder each minute, hour, day, month or year",
    schema: v.pipe(
      v.string(`one of ${ROLLING_RATES.join(", ")}`),
      v.toLowerCase(),
      v.picklist(ROLLING_RATES, `one of ${ROLLING_RATES.join(", ")}`),
    ) as v.GenericSchema<unknown, RollingRate>,
    default: "hour",
  },
  samplingRate: {
    name: "sampling_rate",
    unit: "rate",
    help: "the share of requests to collect, 0 to 1",
    schema: Rate,
    default: 1,
  },
  durability: {
    name: "durability",
    unit: "kind",
    help: "what a line survives: process, disk or memory",
    schema: v.picklist(
      ["process", "disk", "memory"],
      "one of process, disk, memory",
    ) as v.GenericSchema<unknown, Durability>,
    default: "process",
  },
  largePayloadBytes: {
    name: "large_payload_bytes",
    unit: "bytes",
    help: "above this a payload gets a file of its own",
    schema: Count,
    default: 4 * 1024 * 1024,
  },
  batchWindowMs: {
    name: "batch_window_ms",
    unit: "ms",
    help: "merge events of requests within this time",
    schema: Count,
    default: 0,
  },
  maxDiskBytes: {
    name: "max_disk_bytes",
    unit: "bytes",
    help: "collect no more than this on the disk",
    schema: Count,
    default: undefined,
  },
  keepLocal: {
    name: "keep_local",
    help: "keep files that were shipped",
    schema: Switch,
    default: false,
  },
};
