import { assertEquals, assertStringIncludes } from "@std/assert";
import { shellCompletion } from "../../../../../runtime/host/command/manual/shell_completion.ts";
import { samlaCommand } from "../../../../../runtime/host/command/samla_command.ts";

/** What bash offers for the last of some words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const script = `${shellCompletion(samlaCommand(), "bash")}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _samla; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-uc", script, "bash", "samla", ...words],
  }).output();
  const decoder = new TextDecoder();
  assertEquals([success, decoder.decode(stderr)], [true, ""]);
  return decoder.decode(stdout).trim().split("\n");
}

Deno.test("bash offers parts, options, and what an option chooses from", async () => {
  assertEquals(await offered("ser"), ["serve"]);
  assertEquals(await offered("data", "ta"), ["tail"]);
  assertEquals(await offered("data", "tail", "--fol"), ["--follow"]);
  assertEquals(await offered("serve", "m", "--onnx-r"), ["--onnx-rows"]);
  assertEquals(await offered("he"), ["help"]);
  assertEquals(await offered("completion", "z"), ["zsh"]);
  assertEquals(await offered("data", "R"), [""]);
  assertEquals(await offered("serve", "m", "--onnx-rows", ""), [
    "flatten",
    "list",
  ]);
});

Deno.test("bash offers files where a path is meant, and no hidden option", async () => {
  assertEquals(await offered("inspect", "deno.js"), ["deno.json"]);
  assertEquals(await offered("serve", "--reuse"), [""]);
});

Deno.test("zsh takes what bash takes, fish has lines of its own", () => {
  const zsh = shellCompletion(samlaCommand(), "zsh");
  assertStringIncludes(zsh, "bashcompinit");
  const fish = shellCompletion(samlaCommand(), "fish");
  assertStringIncludes(
    fish,
    "complete -c samla -n '__fish_seen_subcommand_from data; and __fish_seen_subcommand_from tail' -l follow -s f -d ",
  );
  assertStringIncludes(
    fish,
    "complete -c samla -n '__fish_use_subcommand' -a serve -d ",
  );
  assertStringIncludes(fish, "-l engine -xa 'wasm native'");
});
