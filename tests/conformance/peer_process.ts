/** What a peer needs to start. */
export interface PeerOptions {
  readonly args: readonly string[];
  /** The port that it will listen on. */
  readonly port: number;
  /** A path that answers 2xx once it is ready. */
  readonly readyPath: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input. */
  readonly input?: string;
}

/** A server in Python, stopped when it is disposed of. */
export class PeerProcess implements AsyncDisposable {
  /** Where it listens, as `http://127.0.0.1:40000`. */
  readonly address: string;
  readonly #process: Deno.ChildProcess;
  readonly #printed: Promise<string>;

  private constructor(
    process: Deno.ChildProcess,
    address: string,
    printed: Promise<string>,
  ) {
    this.#process = process;
    this.address = address;
    this.#printed = printed;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param command Its path.
   * @param options Its arguments, its port, and when it is ready.
   * @returns The running server.
   * @throws {Error} If it ends before it answers, with what it printed.
   */
  static async start(
    command: string,
    options: PeerOptions,
  ): Promise<PeerProcess> {
    const { args, port, readyPath, input, env, ...rest } = options;
    const process = new Deno.Command(command, {
      args: [...args],
      ...rest,
      env: { OMP_NUM_THREADS: "1", PYTHONUNBUFFERED: "1", ...env },
      stdin: input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const printed = Promise.all([
      new Response(process.stdout).text(),
      new Response(process.stderr).text(),
    ]).then((texts) => texts.join(""));
    if (input !== undefined) {
      const writer = process.stdin.getWriter();
      await writer.write(new TextEncoder().encode(input));
      await writer.close();
    }
    const address = `http://127.0.0.1:${port}`;
    const ended = process.status.then(() => "ended" as const);
    while (!await answers(`${address}${readyPath}`)) {
      const state = await Promise.race([ended, passed(100)]);
      if (state === "ended") {
        throw new Error(`${command} did not start: ${await printed}`);
      }
    }
    return new PeerProcess(process, address, printed);
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Asks it to stop, and waits until it has; gives what it printed. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<string> {
    try {
      this.#process.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#process.status;
    return await this.#printed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function passed(ms: number): Promise<"passed"> {
  return new Promise((resolve) => setTimeout(resolve, ms, "passed"));
}
