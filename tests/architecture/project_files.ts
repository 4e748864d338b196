/** The project's root, as a `file:` URL that ends in a slash. */
export const root: URL = new URL("../../", import.meta.url);

const skipped = new Set([
  ".git",
  ".venv",
  "__pycache__",
  "coverage",
  "dist",
  "node_modules",
  "samla-data",
]);

/** What {@linkcode projectFiles} leaves out. */
export interface ProjectFilesOptions {
  /** Folders at the root that are not walked. */
  readonly except?: readonly string[];
}

/** Paths of the project's files whose names end so, from its root, in order. */
export function projectFiles(
  ending: string,
  options: ProjectFilesOptions = {},
): string[] {
  const { except = [] } = options;
  const paths: string[] = [];
  const walk = (folder: string) => {
    for (const entry of Deno.readDirSync(new URL(folder || ".", root))) {
      const path = folder + entry.name;
      if (skipped.has(entry.name) || except.includes(path)) continue;
      if (entry.isDirectory) walk(`${path}/`);
      else if (entry.isFile && path.endsWith(ending)) paths.push(path);
    }
  };
  walk("");
  return paths.sort();
}

/** Paths of the modules that ship: no tests, benchmarks or examples, and not what makes the package. */
export function productionModules(): string[] {
  return projectFiles(".ts", {
    except: ["tests", "bench", "examples", "pack"],
  });
}

/** Paths of the entries that run without a host: the public API and `edge.ts`. */
export function edgeEntries(): string[] {
  return productionModules()
    .filter((path) => path === "mod.ts" || path.endsWith("/edge.ts"));
}

/** What the tests read of `deno.json`. */
export interface ProjectConfig {
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, unknown>>;
  readonly compilerOptions: Readonly<Record<string, unknown>>;
}

/** Reads `deno.json`. */
export function projectConfig(): ProjectConfig {
  return JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
}

/** What a command of Deno printed, and how it ended. */
export interface DenoResult {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Deno in the project's root. */
export async function runDeno(args: readonly string[]): Promise<DenoResult> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return {
    success,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
