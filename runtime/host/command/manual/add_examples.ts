import type { Command } from "commander";
import { COMMAND_EXAMPLES } from "./command_examples.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/**
 * Adds examples to the help of a command and of its parts, and the exit codes
 * to that of the command itself.
 *
 * @param samla The command.
 */
export function addExamples(samla: Command): void {
  const codes = Object.entries(EXIT_CODES)
    .map(([code, meaning]) => `  ${code}  ${meaning}\n`);
  samla.addHelpText(
    "after",
    `${examplesOf("")}\nExit codes:\n${codes.join("")}`,
  );
  for (const command of samla.commands) {
    command.addHelpText("after", examplesOf(command.name()));
  }
}

function examplesOf(name: string): string {
  const examples = COMMAND_EXAMPLES[name] ?? [];
  if (examples.length === 0) return "";
  const lines = examples.map(({ line, does }) => `  # ${does}\n  ${line}\n`);
  return `\nExamples:\n${lines.join("")}`;
}
