import { fromFileUrl } from "./paths.ts";

const MAIN = fromFileUrl(
  new URL("../../runtime/host/main.ts", import.meta.url),
);
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const DECODER = new TextDecoder();

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The `deno run` arguments of the command, with the permissions that the tasks
 * grant, and writing to one folder.
 *
 * @param writable The folder that may be written to.
 * @param args The command's own arguments.
 * @param ships Whether the clients of Azure are to run.
 * @returns The arguments.
 */
export function commandArguments(
  writable: string,
  args: readonly string[],
  ships: boolean = false,
): string[] {
  return [
    "run",
    // What Deno itself fetches is not a word of the host.
    "--quiet",
    "--no-prompt",
    "--config",
    CONFIG,
    "--allow-read",
    ...(ships ? ["--allow-env", "--allow-sys"] : [
      "--allow-env=AZUREML_MDC_CONFIG_PATH,MLFLOW_TRACKING_URI,MLFLOW_REGISTRY_URI,MLFLOW_TRACKING_USERNAME,MLFLOW_TRACKING_PASSWORD,MLFLOW_TRACKING_TOKEN,HOME,SAMLA_*,CLICOLOR_FORCE,FORCE_COLOR,LOG_STREAM,LOG_TOKENS,NO_COLOR",
    ]),
    "--allow-net=127.0.0.1",
    `--allow-write=${writable}`,
    MAIN,
    ...args,
  ];
}

/**
 * Runs the command to its end.
 *
 * @param writable The folder that may be written to.
 * @param args The command's arguments.
 * @param variables What is added to its environment; with one of Azure's, its clients are to run.
 * @returns What it printed and its exit code.
 */
export async function runSamla(
  writable: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: commandArguments(
      writable,
      args,
      Object.keys(variables).some((name) => name.startsWith("AZURE_")),
    ),
    env: { NO_COLOR: "1", ...variables },
  }).output();
  return {
    code,
    stdout: DECODER.decode(stdout),
    stderr: DECODER.decode(stderr),
  };
}

/** A running `samla serve`. */
export class HostProcess implements AsyncDisposable {
  /** Where it listens, as `http://127.0.0.1:40000`. */
  readonly address: string;
  /** What it printed until it listened. */
  readonly banner: string;
  readonly #process: Deno.ChildProcess;
  readonly #rest: Promise<string>;
  #ended: Promise<Ended> | undefined;

  private constructor(
    process: Deno.ChildProcess,
    started: { address: string; banner: string; rest: Promise<string> },
  ) {
    this.#process = process;
    this.address = started.address;
    this.banner = started.banner;
    this.#rest = started.rest;
  }

  /**
   * Starts `samla serve` on a free port and waits until it listens.
   *
   * @param dataDir The folder it may write to.
   * @param args The arguments after the command.
   * @param options The command, if it is not `serve`; variables for the clients of Azure, if it ships; other variables; how many files it may open; what else it may do.
   * @returns The running host.
   * @throws {Error} If it ends before it listens, with what it printed.
   */
  static async start(
    dataDir: string,
    args: readonly string[],
    options: {
      readonly command?: string;
      readonly environment?: Readonly<Record<string, string>>;
      readonly variables?: Readonly<Record<string, string>>;
      readonly maxFiles?: number;
      readonly permissions?: readonly string[];
    } = {},
  ): Promise<HostProcess> {
    const { command = "serve", environment, variables, maxFiles } = options;
    const [verb, ...rest] = commandArguments(dataDir, [
      command,
      ...args,
      "--port",
      "0",
      "--data-dir",
      dataDir,
    ], environment !== undefined);
    const run = [verb!, ...options.permissions ?? [], ...rest];
    const limit = `ulimit -n ${maxFiles ?? "unlimited"} && exec "$@"`;
    const process = new Deno.Command(
      maxFiles === undefined ? Deno.execPath() : "sh",
      {
        args: maxFiles === undefined
          ? run
          : ["-c", limit, "sh", Deno.execPath(), ...run],
        env: { NO_COLOR: "1", ...environment, ...variables },
        stdout: "piped",
        stderr: "piped",
      },
    ).spawn();
    const stderr = text(process.stderr);
    const stdout = process.stdout.getReader();
    let banner = "";
    for (;;) {
      const { value, done } = await stdout.read();
      if (done) {
        await process.status;
        throw new Error(`The host did not start: ${banner}${await stderr}`);
      }
      banner += DECODER.decode(value);
      const address = /listening\s+(https?:\/\/[\d.]+:\d+)/.exec(banner)?.[1];
      if (address === undefined || !banner.endsWith("\n\n")) continue;
      const printed = drain(stdout).then(() => stderr);
      return new HostProcess(process, { address, banner, rest: printed });
    }
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** How it ended; waits for that. `stderr` is everything it printed after it listened. */
  ended(): Promise<Ended> {
    this.#ended ??= (async () => {
      const { code } = await this.#process.status;
      return { code, stdout: this.banner, stderr: await this.#rest };
    })();
    return this.#ended;
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<Ended> {
    this.kill("SIGTERM");
    return await this.ended();
  }

  /** Ends it, however it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended === undefined) this.kill("SIGKILL");
    await this.ended();
  }
}

async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  let result = "";
  for await (const chunk of stream) result += DECODER.decode(chunk);
  return result;
}

async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<void> {
  while (!(await reader.read()).done);
}
