import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";

/** Signals that end a host; Ctrl-C reaches it by itself, from its terminal. */
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGINT"] as const;
/** What a shell adds to the number of the signal that ended a program. */
const SIGNALLED = 128;
/** What a host prints when it serves. */
const LISTENING = /^listening /m;

/** A host that was started. */
export interface StartedHost {
  /** Whether it serves, once that is known; false if it ended before. */
  readonly isServing: Promise<boolean>;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number>;
  /** Tells it to finish what runs, and to stop. */
  stop(): void;
}

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
export async function runDeno(
  executable: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const hasProcesses = args.includes("--module-process") &&
    process.platform !== "win32";
  const child = spawn(executable, args, {
    stdio: "inherit",
    env: environment,
    // A group of its own, whose rest can be ended when the host is gone.
    detached: hasProcesses,
  });
  const pass = (signal: NodeJS.Signals) => {
    const isTyped = signal === "SIGINT" && process.stdin.isTTY === true;
    if (!isTyped || hasProcesses) send(child, signal);
  };
  for (const signal of PASSED_ON) process.on(signal, pass);
  try {
    const code = await endOf(child);
    if (hasProcesses) endGroup(child);
    return code;
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass);
  }
}

/**
 * Starts Deno beside this process.
 *
 * @param executable Deno.
 * @param args Its arguments.
 * @param environment Its variables.
 * @returns The host.
 */
export function startDeno(
  executable: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartedHost {
  const child = spawn(executable, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment,
  });
  const ended = endOf(child);
  const isServing = new Promise<boolean>((resolve) => {
    const serves = true;
    const endedBefore = !serves;
    let printed = "";
    child.stdout.on("data", (bytes: Uint8Array) => {
      process.stdout.write(bytes);
      printed += new TextDecoder().decode(bytes);
      if (!LISTENING.test(printed)) return;
      printed = "";
      resolve(serves);
    });
    child.once("exit", () => resolve(endedBefore));
    child.once("error", () => resolve(endedBefore));
  });
  return { isServing, ended, stop: () => send(child, "SIGTERM") };
}

/** Not by the child's own method: on Deno it forgets the code that the child then ends with. */
function send(child: ChildProcess, signal: NodeJS.Signals): void {
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  if (child.pid !== undefined && !hasEnded) process.kill(child.pid, signal);
}

/** A process of a module that computes does not notice that its host is gone. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // There is none.
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(
        signal === null ? code ?? 1 : SIGNALLED + constants.signals[signal],
      );
    });
  });
}
