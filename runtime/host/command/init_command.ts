import { type Command, Option } from "commander";
import { type TemplateName, TEMPLATES } from "../init/project_files.ts";

/** What `samla init` was told. */
export interface InitArguments {
  readonly template: TemplateName;
}

/**
 * Adds `samla init`: a small project to begin with.
 *
 * @param samla The command it is a part of.
 * @param init What it does.
 */
export function addInitCommand(
  samla: Command,
  init: (folder: string, flags: InitArguments) => Promise<void>,
): void {
  samla.command("init")
    .description(
      "write a small project: a model, its deployment, requests to test it",
    )
    .argument("[folder]", "where; new, or empty", ".")
    .addOption(
      new Option("--template <name>", "what it serves")
        .choices(TEMPLATES).default("score"),
    )
    .action(init);
}
