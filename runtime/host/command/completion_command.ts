import { Argument, type Command } from "commander";
import {
  type Shell,
  shellCompletion,
  SHELLS,
} from "./manual/shell_completion.ts";

/**
 * Adds `samla completion`: the script by which a shell completes the command.
 *
 * @param samla The command it is a part of, with all of its parts.
 * @param print Writes the script.
 */
export function addCompletionCommand(
  samla: Command,
  print: (text: string) => void,
): void {
  samla.command("completion")
    .description("write the script by which a shell completes samla")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action((shell: Shell) => print(shellCompletion(samla, shell)));
}
