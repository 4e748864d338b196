import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Command } from "commander";
import { COMMAND_EXAMPLES } from "../../../../../runtime/host/command/manual/command_examples.ts";
import { manualPage } from "../../../../../runtime/host/command/manual/manual_page.ts";
import { samlaCommand } from "../../../../../runtime/host/command/samla_command.ts";

function all(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(all)];
}

Deno.test("the manual page has each part, each option and each example", () => {
  const samla = samlaCommand();
  const page = manualPage(samla).replaceAll("\\-", "-").replaceAll("\\e", "\\");
  const [, ...parts] = all(samla);
  for (const part of parts) {
    assertStringIncludes(page, part.name());
    const options = part.options.filter(({ hidden }) => !hidden);
    for (const { flags } of options) assertStringIncludes(page, flags);
  }
  for (const { line } of Object.values(COMMAND_EXAMPLES).flat()) {
    assertStringIncludes(page, line);
  }
});

Deno.test("a hidden option is in no page, a line never begins with a command by chance", () => {
  const samla = samlaCommand();
  samla.commands[0]!.description(".ts and 'quotes");
  const lines = manualPage(samla).split("\n");
  assertEquals(lines.filter((line) => line.includes("reuse")), []);
  const commands = lines.filter((line) => /^['.]/.test(line))
    .map((line) => line.split(" ")[0]);
  assertEquals(
    [...new Set(commands)].sort(),
    [".B", ".PP", ".RE", ".RS", ".SH", ".SS", ".TH", ".TP", ".fi", ".nf"],
  );
});
