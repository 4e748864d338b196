import { ConfigurationError } from "../configuration_error.ts";
import type { FrameSink } from "./turn_sender.ts";

/** How processes of a module are started. */
export interface ModuleCommand {
  /** The socket on which a process is met; nobody else may use the path. */
  readonly socket: string;
  /** Deno. */
  readonly executable: string;
  /** Its arguments, which say what the process may do. */
  readonly args: readonly string[];
  /** The variables that it has. */
  readonly variables: Readonly<Record<string, string>>;
  /** The most memory that it may take, in MiB. */
  readonly memoryMb: number;
}

/** A process that was started. */
export interface SpawnedModule {
  /** Where it hears. */
  readonly sink: FrameSink;
  /** What it says. */
  readonly said: AsyncIterable<Uint8Array>;
  /** When it is gone: what became of it. */
  readonly ended: Promise<string>;
  /** Ends it now. */
  kill(): void;
}

const PROGRAM = new URL("./run_module.ts", import.meta.url).href;
/** How V8 ends a process that has no memory left. */
const OUT_OF_MEMORY: ReadonlySet<string | null> = new Set([
  "SIGABRT",
  "SIGILL",
  "SIGTRAP",
]);

/**
 * Starts a process for a module, and meets it.
 *
 * @param command How.
 * @returns The process, which waits to be told what to run.
 * @throws {ConfigurationError} If it cannot be started.
 */
export async function spawnModule(
  command: ModuleCommand,
): Promise<SpawnedModule> {
  const { socket, executable, args, variables, memoryMb } = command;
  await Deno.remove(socket).catch(() => {});
  using listener = Deno.listen({ transport: "unix", path: socket });
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(executable, {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--v8-flags=--max-old-space-size=${memoryMb}`,
        ...args,
        PROGRAM,
        socket,
      ],
      clearEnv: true,
      env: { ...variables },
      stdin: "null",
      stdout: "piped",
    }).spawn();
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot start a process for the module: ${
        String(cause)
      }; serve with --isolation none`,
      { cause },
    );
  }
  const ended = child.status.then(({ code, signal }) =>
    OUT_OF_MEMORY.has(signal)
      ? `${signal}, as when memory is above ${memoryMb} MiB (--worker-memory-mb)`
      : signal ?? `exit code ${code}`
  );
  // Nobody comes to be met where it ends before.
  let hasCome = false;
  void ended.then(() => hasCome || listener.close());
  try {
    const sink = await listener.accept();
    hasCome = true;
    return { sink, said: child.stdout, ended, kill: () => kill(child) };
  } catch {
    throw new ConfigurationError(
      `Cannot start a process for the module: it ended with ${await ended}`,
    );
  } finally {
    hasCome = true;
    await Deno.remove(socket).catch(() => {});
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It is gone.
  }
}
