import { fromFileUrl } from "../../tools/paths.ts";

/** What a session says of the graph `y = -x`, and the answer to 2^53 + 1. */
export const ANSWER = {
  inputs: [{ name: "x", dtype: "int64", shape: [-1] }],
  outputs: [{ name: "y", dtype: "int64", shape: [-1] }],
  y: "-9007199254740993",
} as const;

/** Opens the graph `y = -x` with an engine, in a process with these permissions. */
export function negate(
  engine: string,
  permissions: readonly string[],
): Promise<unknown> {
  return run(["./negate.ts", engine], permissions);
}

/** Runs a program beside this file and parses what it prints. */
export async function run(
  [program = "", ...args]: readonly string[],
  permissions: readonly string[],
): Promise<unknown> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      ...permissions,
      fromFileUrl(new URL(program, import.meta.url)),
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}
