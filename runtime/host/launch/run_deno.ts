import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";

/** Signals that end a host; Ctrl-C reaches it by itself, from its terminal. */
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGINT"] as const;
/** What a shell adds to the number of the signal that ended a program. */
const SIGNALLED = 128;

/**
 * Runs Deno in the place of this process: with its input and output, and the
 * signals that it gets.
 *
 * @param executable Deno.
 * @param args Its arguments.
 * @param environment Its variables.
 * @returns Its exit code, once it ended.
 * @throws {Error} If it cannot be started.
 */
export function runDeno(
  executable: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const child = spawn(executable, args, { stdio: "inherit", env: environment });
  const pass = (signal: NodeJS.Signals) => {
    const isTyped = signal === "SIGINT" && process.stdin.isTTY === true;
    if (!isTyped) child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const signal of PASSED_ON) process.off(signal, pass);
      resolve(
        signal === null ? code ?? 1 : SIGNALLED + constants.signals[signal],
      );
    });
  });
}
