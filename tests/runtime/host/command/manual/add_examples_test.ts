import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Command } from "commander";
import { COMMAND_EXAMPLES } from "../../../../../runtime/host/command/manual/command_examples.ts";
import { EXIT_CODES } from "../../../../../runtime/host/command/manual/exit_codes.ts";
import { samlaCommand } from "../../../../../runtime/host/command/samla_command.ts";

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => text += part });
  command.outputHelp();
  return text;
}

Deno.test("each part of the command has examples, which it understands", async () => {
  const samla = samlaCommand();
  for (const command of [samla, ...samla.commands]) {
    const name = command === samla ? "" : command.name();
    const examples = COMMAND_EXAMPLES[name]!;
    const help = helpOf(command);
    for (const { line } of examples) {
      assertStringIncludes(help, line);
      const [, words = ""] = /samla ([^>")]+)/.exec(line)!;
      if (words.startsWith("help")) continue;
      await samlaCommand().parseAsync(words.trim().split(" "), {
        from: "user",
      });
    }
  }
  assertEquals(
    Object.keys(COMMAND_EXAMPLES).length,
    samla.commands.length + 1,
  );
});

Deno.test("the help says the exit codes", () => {
  const help = helpOf(samlaCommand());
  for (const [code, meaning] of Object.entries(EXIT_CODES)) {
    assertStringIncludes(help, `${code}  ${meaning}`);
  }
});
