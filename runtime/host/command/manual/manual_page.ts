import type { Command, Option } from "commander";
import { VERSION } from "../../../version.ts";
import { COMMAND_EXAMPLES } from "./command_examples.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/**
 * The manual page of the command, in the language of `man`: what `--help` says
 * of it and of each of its parts.
 *
 * @param samla The command.
 * @returns The text of `samla.1`.
 */
export function manualPage(samla: Command): string {
  return [
    `.TH SAMLA 1 "" "samla ${VERSION}" "User Commands"`,
    ".SH NAME",
    `samla \\- ${escaped(samla.description())}`,
    ".SH SYNOPSIS",
    ".B samla",
    "command [options]",
    ".SH COMMANDS",
    ...samla.commands.flatMap((command) => partOf(command, "samla")),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_CODES).flatMap(([code, meaning]) =>
      tagged(code, meaning)
    ),
    ".SH EXAMPLES",
    ...examplesOf(""),
    "",
  ].join("\n");
}

function partOf(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  const usage = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
  );
  return [
    `.SS ${escaped([name, ...usage].join(" "))}`,
    `${escaped(sentence(command.description()))}`,
    ...command.registeredArguments.flatMap((argument) =>
      tagged(argument.name(), argument.description)
    ),
    ...command.options.filter(({ hidden }) => !hidden).flatMap((option) =>
      tagged(option.flags, describe(option))
    ),
    ...examplesOf(command.name()),
    ...command.commands.flatMap((part) => partOf(part, name)),
  ];
}

function describe({ description, defaultValue, argChoices }: Option): string {
  const remarks = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(", ")}`]),
    ...(defaultValue === undefined || Array.isArray(defaultValue)
      ? []
      : [`default: ${String(defaultValue)}`]),
  ];
  return remarks.length === 0
    ? description
    : `${description} (${remarks.join("; ")})`;
}

function examplesOf(name: string): readonly string[] {
  return (COMMAND_EXAMPLES[name] ?? []).flatMap(({ line, does }) => [
    ".PP",
    `${escaped(sentence(does))}`,
    ".PP",
    ".RS 4",
    ".nf",
    escaped(line),
    ".fi",
    ".RE",
  ]);
}

function tagged(tag: string, text: string): readonly string[] {
  return [".TP", `.B ${escaped(tag)}`, escaped(text)];
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase();
  return `${first}${text.slice(1).replace(/\.$/, "")}.`;
}

/** A dash is one that can be copied, a dot at the start is no command. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-")
    .replace(/^(?=['.])/, "\\&");
}
