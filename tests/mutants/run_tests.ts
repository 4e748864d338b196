/** What came of a run of tests: only `failed` says that they noticed something. */
export type TestOutcome = "passed" | "failed" | "hung" | "broken";

const limitMs = 60_000;

/**
 * Runs tests of a copy of the project, for a minute at most.
 *
 * @param folder The copy.
 * @param tests The tests, from its root.
 * @returns What came of it, and what was printed.
 */
export async function runTests(
  folder: string,
  tests: readonly string[],
): Promise<{ readonly outcome: TestOutcome; readonly output: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--quiet",
      "--no-check",
      "-A",
      "--v8-flags=--max-old-space-size=2048",
      ...tests,
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    child.kill("SIGKILL");
  }, limitMs);
  const { success, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  const output = decoder.decode(stdout) + decoder.decode(stderr);
  return { outcome: hangs ? "hung" : outcomeOf(output, success), output };
}

/** A file that does not load is told as a failure too. */
function outcomeOf(output: string, success: boolean): TestOutcome {
  if (success) return "passed";
  const failed = Number(/\| (\d+) failed/.exec(output)?.[1] ?? 0);
  return failed > 0 && !output.includes("(uncaught error)")
    ? "failed"
    : "broken";
}
