/** A virtual environment of Python with pinned packages. */
export interface PythonEnvironment {
  /** Its interpreter. */
  readonly python: string;
  /** The folder of its commands, such as `mlflow`. */
  readonly bin: string;
}

const VENVS = new URL("../../.venv/", import.meta.url);

/**
 * Makes a virtual environment below `.venv/`, or takes the one that is there if
 * it was finished with the same requirements.
 *
 * @param name The folder's name.
 * @param requirements What to install, as pip names it.
 * @param options `base` is the interpreter to make it of, if not `python3`.
 * @returns The environment.
 * @throws {Error} When Python or pip fails.
 *
 * @example
 * ```ts ignore
 * const { python } = await pythonEnvironment("peers", ["mlflow==3.18.0"]);
 * ```
 */
export async function pythonEnvironment(
  name: string,
  requirements: readonly string[],
  options: { readonly base?: string } = {},
): Promise<PythonEnvironment> {
  const { base = "python3" } = options;
  const venv = new URL(`${name}/`, VENVS).pathname;
  const bin = `${venv}bin`;
  const python = `${bin}/python`;
  // Written last, so that an environment that was cut off is made anew.
  const stamp = `${venv}requirements.txt`;
  const wanted = requirements.map((line) => `${line}\n`).join("");
  if (await textOf(stamp) !== wanted) {
    await runCommand(base, ["-m", "venv", "--clear", venv]);
    await runCommand(python, [
      ...["-m", "pip", "install", "--quiet", "--no-compile"],
      ...requirements,
    ]);
    await Deno.writeTextFile(stamp, wanted);
  }
  return { python, bin };
}

/**
 * Runs a command to its end, showing what it prints.
 *
 * @param command Its name or path.
 * @param args Its arguments.
 * @param options Where it runs and what is added to its environment.
 * @throws {Error} When it ends with another code than 0.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env"> = {},
): Promise<void> {
  const child = new Deno.Command(command, { args: [...args], ...options })
    .spawn();
  const { code } = await child.status;
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with code ${code}`);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
