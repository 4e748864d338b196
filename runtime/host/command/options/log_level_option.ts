import { Option } from "commander";

/**
 * The option that says how much is logged.
 *
 * @returns The option.
 */
export function logLevelOption(): Option {
  return new Option("--log-level <level>", "how much is logged")
    .choices(["debug", "info", "warning", "error"]).default("info");
}
