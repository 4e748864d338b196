import type { Command, Option } from "commander";

/** The shells whose completion can be written. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = typeof SHELLS[number];

/**
 * The script by which a shell completes the command: its parts, their options,
 * what an option chooses from, and files for all else.
 *
 * @param samla The command.
 * @param shell The shell.
 * @returns The script.
 */
export function shellCompletion(samla: Command, shell: Shell): string {
  const parts = partsOf(samla, []);
  switch (shell) {
    case "fish":
      return fishScript(parts);
    case "zsh":
      // Its own completion understands the functions of bash.
      return `autoload -U +X bashcompinit && bashcompinit\n${
        bashScript(parts)
      }`;
    case "bash":
      return bashScript(parts);
  }
}

/** One part of the command: `serve`, or `data ls`. */
interface Part {
  /** The words that name it; none for the command itself. */
  readonly words: readonly string[];
  readonly description: string;
  /** The names of the parts below it, and what an argument chooses from. */
  readonly below: readonly string[];
  readonly options: readonly Option[];
}

function partsOf(command: Command, words: readonly string[]): readonly Part[] {
  const part: Part = {
    words,
    description: command.description(),
    below: [
      ...command.commands.map((each) => each.name()),
      ...(words.length === 0 ? ["help"] : []),
      ...command.registeredArguments.flatMap(({ argChoices }) =>
        argChoices ?? []
      ),
    ],
    options: command.options.filter(({ hidden }) => !hidden),
  };
  return [
    part,
    ...command.commands.flatMap((each) =>
      partsOf(each, [...words, each.name()])
    ),
  ];
}

function flagsOf(options: readonly Option[]): readonly string[] {
  return [
    ...options.flatMap(({ short, long }) => [short, long])
      .filter((flag) => flag !== undefined),
    "--help",
  ];
}

function bashScript(parts: readonly Part[]): string {
  const words = parts.map(({ words, below, options }) =>
    `    ${quoted(words.join(" "))}) words=${
      quoted([...below, ...flagsOf(options)].join(" "))
    };;`
  );
  const below = parts.filter(({ below }) => below.length > 0).flatMap((part) =>
    part.below.map((name) => quoted([...part.words, name].join(" ")))
  );
  const noFiles = parts.filter(({ below }) => below.length > 0)
    .map((part) => quoted(part.words.join(" "))).join("|");
  const choices = new Map(
    parts.flatMap(({ options }) => options)
      .filter(({ argChoices }) => argChoices !== undefined)
      .map(({ long, argChoices }) => [long!, argChoices!.join(" ")]),
  );
  return `_samla() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${below.join("|")}) path="\${path:+$path }$word";;
    esac
  done
  case "$previous" in
${
    [...choices].map(([flag, names]) =>
      `    ${flag}) COMPREPLY=($(compgen -W ${
        quoted(names)
      } -- "$current")); return;;`
    ).join("\n")
  }
  esac
  case "$path" in
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "$path" in
    ${noFiles}) return;;
  esac
  [[ "$current" == -* ]] || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _samla samla
`;
}

function fishScript(parts: readonly Part[]): string {
  const lines = parts.flatMap((part) => {
    const { words } = part;
    const condition = words.length === 0
      ? "__fish_use_subcommand"
      : words.map((word) => `__fish_seen_subcommand_from ${word}`).join(
        "; and ",
      );
    const names = parts.filter((other) =>
      other.words.length === words.length + 1 &&
      words.every((word, i) => other.words[i] === word)
    );
    return [
      ...names.map((other) =>
        `complete -c samla -n ${quoted(condition)} -a ${
          other.words.at(-1)
        } -d ${quoted(other.description)}`
      ),
      ...part.options.map((option) => fishOption(option, condition)),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function fishOption(option: Option, condition: string): string {
  const { short, long, description, argChoices, required } = option;
  const choices = argChoices === undefined
    ? []
    : ["-xa", quoted(argChoices.join(" "))];
  return [
    "complete -c samla -n",
    quoted(condition),
    ...(long === undefined ? [] : ["-l", long.slice(2)]),
    ...(short === undefined ? [] : ["-s", short.slice(1)]),
    ...(required && argChoices === undefined ? ["-r"] : []),
    ...choices,
    "-d",
    quoted(description),
  ].join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
