/** How modules are bundled. */
export interface BundleOptions {
  /** The modules that others name, from the root of the project. */
  readonly entries: readonly string[];
  /** The folder that gets the files. */
  readonly outputFolder: string;
  /** What runs them: the platform's own modules are left alone. */
  readonly platform: "deno" | "browser";
  /** Packages that are not bundled. */
  readonly external?: readonly string[];
}

/**
 * Bundles modules with all that they import; what several of them share is in
 * files of its own. They are not minified: the platform's minifier takes
 * `using` from a resource that is used once, which is then never closed.
 *
 * @param options What is bundled, and where to.
 * @throws {Error} If it cannot be bundled.
 */
export async function bundle(options: BundleOptions): Promise<void> {
  const { entries, outputFolder, platform, external = [] } = options;
  await run(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--code-splitting",
    `--platform=${platform}`,
    ...external.flatMap((name) => ["--external", name]),
    `--outdir=${outputFolder}`,
    ...entries,
  ]);
}

/**
 * Runs a program to its end.
 *
 * @param program The program.
 * @param args Its arguments.
 * @param folder Where it runs; here if absent.
 * @returns What it wrote.
 * @throws {Error} If it fails, with what it said.
 */
export async function run(
  program: string,
  args: readonly string[],
  folder?: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    ...(folder === undefined ? {} : { cwd: folder }),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(
    `Cannot run ${program} ${args[0]}: ${decoder.decode(stderr).trim()}`,
  );
}
