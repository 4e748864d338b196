import { Option } from "commander";
import { countOf } from "./count_of.ts";

/** The option `--max-model-mb`, which every command that loads a model has. */
export function maxModelOption(): Option {
  return new Option(
    "--max-model-mb <MiB>",
    "the most memory that one file of a model may take, unpacked and read (default: 256 and twenty times the file)",
  ).argParser(countOf);
}
