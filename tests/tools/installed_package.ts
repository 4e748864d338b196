import { join } from "node:path";
import { projectPath } from "./paths.ts";

/** Above the limit that a host has itself. */
const STOP_LIMIT_MS = 40_000;
const DECODER = new TextDecoder();
/** What a start needs of a machine, beside what the package brings. */
const PROGRAMS = ["node", "npm", "npx", "sh", "env"];

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The package, installed by npm in an empty folder where there is no Deno on the path. */
export class InstalledPackage implements AsyncDisposable {
  /** The folder, as that of somebody who uses it. */
  readonly folder: string;
  /** How large the tarball is, in bytes. */
  readonly tarballBytes: number;
  readonly #variables: Readonly<Record<string, string>>;

  private constructor(
    folder: string,
    tarballBytes: number,
    variables: Readonly<Record<string, string>>,
  ) {
    this.folder = folder;
    this.tarballBytes = tarballBytes;
    this.#variables = variables;
  }

  /** Makes the package and installs it. */
  static async install(): Promise<InstalledPackage> {
    const packed = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "pack"],
      cwd: projectPath(""),
    }).output();
    if (!packed.success) throw new Error(DECODER.decode(packed.stderr));
    const tarball = projectPath(
      DECODER.decode(packed.stdout).split(" ", 1)[0]!,
    );
    const folder = await Deno.realPath(await Deno.makeTempDir());
    await Deno.mkdir(join(folder, "path"));
    for (const name of PROGRAMS) {
      await Deno.symlink(await found(name), join(folder, "path", name));
    }
    const variables = {
      PATH: join(folder, "path"),
      HOME: join(folder, "home"),
      DENO_DIR: join(folder, "deno"),
      NO_COLOR: "1",
      ...registryOf(),
    };
    await Deno.mkdir(variables.HOME);
    const { size } = await Deno.stat(tarball);
    const installed = new InstalledPackage(folder, size, variables);
    const { code, stderr } = await installed.run("npm", [
      "install",
      "--no-audit",
      "--no-fund",
      tarball,
    ]);
    if (code !== 0) throw new Error(`Cannot install ${tarball}: ${stderr}`);
    return installed;
  }

  /** Runs a program of the path to its end. */
  async run(
    program: string,
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ProgramEnd> {
    const { code, stdout, stderr } = await this.#command(program, args, {
      variables,
    }).output();
    return {
      code,
      stdout: DECODER.decode(stdout),
      stderr: DECODER.decode(stderr),
    };
  }

  /** Runs the command to its end. */
  samla(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ProgramEnd> {
    return this.run("npx", ["samla", ...args], variables);
  }

  /**
   * Serves, and waits until it listens.
   *
   * @throws {Error} If it ends before that, with what it said.
   */
  async serve(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<InstalledHost> {
    const bin = join(this.folder, "node_modules", ".bin", "samla");
    const child = this.#command(bin, ["serve", ...args, "--port", "0"], {
      variables,
    }).spawn();
    const said = new Response(child.stderr).text();
    const reader = child.stdout.getReader();
    let printed = "";
    for (;;) {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (address !== undefined) {
        const rest = (async () => {
          while (!(await reader.read()).done);
        })();
        return new InstalledHost(child, { address, said, rest });
      }
      const { value, done } = await reader.read();
      if (done) {
        await child.status;
        throw new Error(`It did not start: ${printed}${await said}`);
      }
      printed += DECODER.decode(value);
    }
  }

  /** A line as it is typed into a shell, where the command is on the path. */
  shell(
    line: string,
    options: {
      readonly folder: string;
      readonly variables: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal;
    },
  ): Deno.Command {
    const { folder, variables, signal } = options;
    const path = [
      join(this.folder, "node_modules", ".bin"),
      "/usr/bin",
      "/bin",
    ];
    return new Deno.Command("bash", {
      args: ["-c", line],
      cwd: folder,
      env: {
        ...this.#variables,
        PATH: `${this.#variables["PATH"]}:${path.join(":")}`,
        ...variables,
      },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(signal === undefined ? {} : { signal }),
    });
  }

  #command(
    program: string,
    args: readonly string[],
    { variables }: { readonly variables: Readonly<Record<string, string>> },
  ): Deno.Command {
    return new Deno.Command(program, {
      args: [...args],
      cwd: this.folder,
      env: { ...this.#variables, ...variables },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** How much Deno has fetched and kept, in bytes. */
  async fetchedBytes(): Promise<number> {
    return await sizeOf(join(this.folder, "deno"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A host that the installed command started. */
export class InstalledHost implements AsyncDisposable {
  /** Where it listens. */
  readonly address: string;
  /** What it says is wrong, once it has ended. */
  readonly said: Promise<string>;
  readonly #child: Deno.ChildProcess;
  readonly #rest: Promise<void>;

  constructor(
    child: Deno.ChildProcess,
    started: {
      readonly address: string;
      readonly said: Promise<string>;
      readonly rest: Promise<void>;
    },
  ) {
    this.#child = child;
    this.address = started.address;
    this.said = started.said;
    this.#rest = started.rest;
  }

  /** Asks it to score. */
  async score(body: string): Promise<unknown> {
    const response = await fetch(`${this.address}/score`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    return await response.json();
  }

  /** Stops it; its exit code. One that does not stop is ended. */
  async stop(): Promise<number> {
    this.#child.kill("SIGTERM");
    const end = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
    const { code } = await this.#child.status;
    clearTimeout(end);
    await this.#rest;
    await this.said;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function found(program: string): Promise<string> {
  for (const folder of Deno.env.get("PATH")!.split(":")) {
    const path = join(folder, program);
    try {
      await Deno.stat(path);
      return path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find the program ${program}`);
}

/** What says where npm's packages are, if this machine says it by variables or by a file. */
function registryOf(): Record<string, string> {
  const variables = Deno.env.toObject();
  const own = Object.entries(variables).filter(([name]) =>
    /^npm_config_|^NPM_CONFIG_|^SSL_CERT_|^NODE_EXTRA_CA_CERTS$|^DENO_TLS|^DENO_CERT$|_PROXY$/i
      .test(name)
  );
  const home = variables.HOME;
  return {
    ...(home === undefined
      ? {}
      : { "npm_config_userconfig": join(home, ".npmrc") }),
    ...(home === undefined ? {} : { "npm_config_cache": join(home, ".npm") }),
    ...Object.fromEntries(own),
  };
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await sizeOf(path) : (await Deno.lstat(path)).size;
  }
  return bytes;
}
