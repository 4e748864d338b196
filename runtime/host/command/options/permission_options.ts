import type { Command } from "commander";

/** What a command line grants beside what a start is seen to need. */
export interface PermissionFlags {
  readonly allowRead?: readonly string[];
  readonly allowWrite?: readonly string[];
  readonly allowNet?: readonly string[];
  readonly allowEnv?: readonly string[];
  readonly allowRun?: readonly string[];
  /** A file of variables, one `NAME=value` a line. */
  readonly envFile?: string;
  /** The configuration file of Azure ML's server. */
  readonly configFile?: string;
  /** Whether to say what would be granted, and start nothing. */
  readonly showPermissions?: boolean;
}

/**
 * Adds the options that grant more than a start is seen to need. They are for
 * the command that starts the host; the host itself has what it was started with.
 *
 * @param command The command.
 */
export function addPermissionOptions(command: Command): void {
  command
    .option("--allow-net <hosts>", "let a script reach these hosts", listOf)
    .option("--allow-read <paths>", "let a script read these paths", listOf)
    .option("--allow-write <paths>", "let a script write these paths", listOf)
    .option("--allow-env <names>", "let a script read these variables", listOf)
    .option("--allow-run <programs>", "let a script start these", listOf)
    .option("--env-file <file>", "set the variables that this file has")
    .option(
      "--config-file <file>",
      "the JSON configuration of Azure ML's server (default: AZUREML_CONFIG_FILE, or config.json in AML_APP_ROOT)",
    )
    .option("--show-permissions", "say what would be granted, start nothing");
}

function listOf(text: string, others: readonly string[] = []): string[] {
  return [...others, ...text.split(",").filter((each) => each !== "")];
}
