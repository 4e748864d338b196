import { join } from "node:path";
import { freePort } from "../../tools/free_port.ts";
import { InstalledPackage } from "../../tools/installed_package.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";

/** The folder of the scripts that both servers run, one in Python and one in TypeScript. */
export const SCRIPTS: string = fromFileUrl(
  new URL("scripts/", import.meta.url),
);

/** Where the two servers are. */
export interface ServerPair {
  /** Azure ML's, as `http://127.0.0.1:40000`. */
  readonly theirs: string;
  /** Samla's. */
  readonly ours: string;
}

/** How a server is started. */
export interface ServerStart {
  /** The command's arguments. */
  readonly args: readonly string[];
  /** What is added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs, if not in the folder of the scripts. */
  readonly cwd?: string;
  /** Where it will answer, if not on the port of its arguments. */
  readonly port?: number;
}

/** How a server that is not to start ended. */
export interface ServerEnd {
  readonly code: number;
  /** What it printed, on both streams. */
  readonly printed: string;
}

/** Starts Azure ML's server and Samla's, each as people start it. */
export class ContractHosts implements AsyncDisposable {
  readonly #open = new AsyncDisposableStack();
  readonly #pairs = new Map<string, Promise<ServerPair>>();
  readonly #azmlinfsrv: string;
  readonly #samla: string;
  /** A folder of its own, for what rows write. */
  readonly folder: string;

  private constructor(
    installed: InstalledPackage,
    paths: { readonly azmlinfsrv: string; readonly samla: string },
  ) {
    this.#open.use(installed);
    this.#azmlinfsrv = paths.azmlinfsrv;
    this.#samla = paths.samla;
    this.folder = installed.folder;
  }

  /** Installs both. */
  static async install(): Promise<ContractHosts> {
    const { bin } = await peerEnvironment("azureml");
    const installed = await InstalledPackage.install();
    return new ContractHosts(installed, {
      azmlinfsrv: join(bin, "azmlinfsrv"),
      samla: join(installed.folder, "node_modules", ".bin", "samla"),
    });
  }

  /**
   * Both servers with one script and the same variables, started once and kept.
   *
   * @param script The script's name, without its ending.
   * @param env What is added to the environment of both.
   * @param folder The folder of the scripts.
   * @returns The servers.
   */
  pair(
    script: string,
    env: Readonly<Record<string, string>> = {},
    folder: string = SCRIPTS,
  ): Promise<ServerPair> {
    const key = JSON.stringify([script, env, folder]);
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = this.#start(script, env, folder);
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  async #start(
    script: string,
    env: Readonly<Record<string, string>>,
    cwd: string,
  ): Promise<ServerPair> {
    const started = { env, cwd };
    const [theirs, ours] = await Promise.all([
      this.theirs({ args: ["--entry_script", `${script}.py`], ...started }),
      this.ours({ args: [`${script}.ts`], ...started }),
    ]);
    this.#open.use(theirs);
    this.#open.use(ours);
    return { theirs: theirs.address, ours: ours.address };
  }

  /** Starts Azure ML's server, on a free port if none is said. */
  theirs({ args, env, cwd, port }: ServerStart): Promise<PeerProcess> {
    const own = port ?? freePort();
    return PeerProcess.start(this.#azmlinfsrv, {
      args: port === undefined ? [...args, "--port", String(own)] : args,
      port: own,
      readyPath: "/",
      cwd: cwd ?? SCRIPTS,
      env: { PYTHONDONTWRITEBYTECODE: "1", ...env },
    });
  }

  /** Starts Samla's, on a free port if none is said. */
  ours({ args, env, cwd, port }: ServerStart): Promise<PeerProcess> {
    const own = port ?? freePort();
    return PeerProcess.start(this.#samla, {
      args: [
        ...this.#serve(args, env),
        ...(port === undefined ? ["--port", String(own)] : []),
      ],
      port: own,
      // It says that it lives before it has its script.
      readyPath: "/ready",
      cwd: cwd ?? SCRIPTS,
      env: { NO_COLOR: "1", ...env },
    });
  }

  /** Runs Azure ML's server to an end that is its own. */
  async theirEnd(start: ServerStart): Promise<ServerEnd> {
    return await end(this.#azmlinfsrv, start.args, {
      ...start,
      env: { PYTHONDONTWRITEBYTECODE: "1", ...start.env },
    });
  }

  /** Runs Samla's to an end that is its own. */
  async ourEnd(start: ServerStart): Promise<ServerEnd> {
    return await end(this.#samla, this.#serve(start.args, start.env), start);
  }

  /** Azure ML's server has one worker where nothing is said. */
  #serve(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): string[] {
    const isCounted = "WORKER_COUNT" in env || args.includes("--workers");
    return [
      "serve",
      ...args,
      "--data-dir",
      join(this.folder, "data"),
      ...(isCounted ? [] : ["--workers", "1"]),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open.disposeAsync();
  }
}

async function end(
  command: string,
  args: readonly string[],
  { env = {}, cwd = SCRIPTS }: Omit<ServerStart, "args">,
): Promise<ServerEnd> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", PYTHONUNBUFFERED: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, printed: decoder.decode(stdout) + decoder.decode(stderr) };
}
