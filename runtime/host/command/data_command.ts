import { type Command, Option } from "commander";
import { countOf, momentOf } from "./options/count_of.ts";

/** Which data `samla data` was asked for. */
export interface FilterArguments {
  readonly dataDir: string;
  readonly datastore?: string;
  readonly workspace?: string;
  readonly endpoint?: string;
  readonly deployment?: string;
  readonly collection?: string;
  readonly from?: number;
  readonly to?: number;
}

/** What `samla data tail` was told. */
export interface TailArguments extends FilterArguments {
  readonly follow?: boolean;
  readonly lines: number;
}

/** What `samla data export` was told. */
export interface ExportArguments extends FilterArguments {
  readonly format?: "csv" | "jsonl" | "parquet";
  readonly joined?: boolean;
}

/** What the parts of `samla data` do. */
export interface DataActions {
  /** `ls` */
  list(flags: FilterArguments): Promise<void>;
  /** `tail` */
  tail(flags: TailArguments): Promise<void>;
  /** `export` */
  export(output: string, flags: ExportArguments): Promise<void>;
}

/**
 * Adds `samla data`: what was collected, and how to get it.
 *
 * @param samla The command it is a part of.
 * @param actions What its parts do.
 */
export function addDataCommand(samla: Command, actions: DataActions): void {
  const data = samla.command("data")
    .description("what was collected: list it, watch it, export it");
  addFilters(data.command("ls").description("list the collections"))
    .action(actions.list);
  addFilters(data.command("tail").description("show the last events"))
    .option("-f, --follow", "and those that follow")
    .option("-n, --lines <count>", "how many of each collection", countOf, 10)
    .action(actions.tail);
  addFilters(
    data.command("export").description("write rows to one file")
      .argument("<file>", "the file: .csv, .jsonl or .parquet"),
  )
    .addOption(
      new Option(
        "--format <format>",
        "the format (default: as the file is named)",
      )
        .choices(["csv", "jsonl", "parquet"]),
    )
    .option(
      "--joined",
      "model_inputs beside their model_outputs (default: model_inputs, or the --collection)",
    )
    .action(actions.export);
}

function addFilters(command: Command): Command {
  return command
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
    .option("--collection <name>", "of this collection only")
    .option("--from <time>", "of periods that end after this time", momentOf)
    .option("--to <time>", "of periods that begin before this time", momentOf);
}
