import { type Command, InvalidArgumentError, Option } from "commander";
import { countOf, momentOf } from "./options/count_of.ts";

/** What `samla replay` was told. */
export interface ReplayArguments {
  readonly to: string;
  readonly dataDir: string;
  readonly datastore?: string;
  readonly workspace?: string;
  readonly endpoint?: string;
  readonly deployment?: string;
  readonly from?: number;
  readonly until?: number;
  readonly limit?: number;
  readonly concurrency: number;
  readonly tolerance: number;
  readonly warmUp?: boolean;
  readonly timeoutMs: number;
  readonly keyFile?: string;
  readonly format: "text" | "json";
}

/**
 * Adds `samla replay`: sends what was collected again, and compares.
 *
 * @param samla The command it is a part of.
 * @param action What it does.
 */
export function addReplayCommand(
  samla: Command,
  action: (collection: string, flags: ReplayArguments) => Promise<void>,
): void {
  samla.command("replay")
    .description(
      "send what was collected again, and compare the answers with those that were recorded",
    )
    .argument(
      "<collection>",
      "model_inputs (with model_outputs), request (with response), or a .jsonl file of one",
    )
    .requiredOption(
      "--to <url>",
      "where it is sent; of an address without a path, /score",
    )
    .option("--data-dir <folder>", "where it was recorded", "./samla-data")
    .addOption(
      new Option(
        "--datastore <place>",
        "where it was shipped: <name>=<url>, the url of a container, or azureml://datastores/<name>/paths/<path>",
      ).conflicts("dataDir"),
    )
    .option("--workspace <id>", "the workspace that knows the datastore")
    .option("--endpoint <name>", "of this endpoint only")
    .option("--deployment <name>", "of this deployment only")
    .option(
      "--from <time>",
      "what was collected at this time or later",
      momentOf,
    )
    .option("--until <time>", "what was collected before this time", momentOf)
    .option("--limit <count>", "how many requests are sent at most", countOf)
    .option("--concurrency <count>", "how many at once", countOf, 4)
    .option(
      "--tolerance <part>",
      "how far numbers may be apart, as a part of the larger one (of 1 below that)",
      partOf,
      0,
    )
    .option("--warm-up", "send only, and compare nothing")
    .option(
      "--timeout-ms <ms>",
      "how long one request may take",
      countOf,
      60_000,
    )
    .option("--key-file <file>", "the key to ask with, its first line")
    .addOption(
      new Option("--format <kind>", "the report").choices(["text", "json"])
        .default("text"),
    )
    .action(action);
}

function partOf(text: string): number {
  const part = Number(text);
  if (text.trim() !== "" && part >= 0 && part < Infinity) return part;
  throw new InvalidArgumentError("Expected a number from 0");
}
