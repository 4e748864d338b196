import { Option } from "commander";
import { countOf } from "./count_of.ts";

/** The option `--shutdown-timeout-ms`, which every command that listens has. */
export function shutdownTimeoutOption(): Option {
  return new Option(
    "--shutdown-timeout-ms <ms>",
    "how long stopping may take after a signal",
  ).argParser(countOf).default(30_000);
}
