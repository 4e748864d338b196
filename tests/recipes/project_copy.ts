import { fromFileUrl } from "../tools/paths.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** What no recipe needs: what is large, and what no recipe is about. */
const LEFT_OUT = new Set(["bench", "node_modules", "samla-data", "golden"]);
const DECODER = new TextDecoder();

/** What a command in the copy printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A copy of the project in a temporary folder, to follow a recipe in. */
export class ProjectCopy implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Copies the project, without its golden files. */
  static async make(): Promise<ProjectCopy> {
    const path = await Deno.makeTempDir({ prefix: "samla_recipe_" });
    await copyFolder(ROOT, `${path}/`);
    return new ProjectCopy(path);
  }

  /** Writes a new file; one that is there already is an error. */
  async addFile(path: string, text: string): Promise<void> {
    const whole = `${this.#path}/${path}`;
    await Deno.mkdir(whole.slice(0, whole.lastIndexOf("/")), {
      recursive: true,
    });
    await Deno.writeTextFile(whole, text, { createNew: true });
  }

  /** Adds a line to a list: behind the one line that has `neighbor` in it. */
  async addLine(path: string, neighbor: string, line: string): Promise<void> {
    const whole = `${this.#path}/${path}`;
    const lines = (await Deno.readTextFile(whole)).split("\n");
    const places = lines.flatMap((text, i) =>
      text.includes(neighbor) ? [i] : []
    );
    if (places.length !== 1) {
      throw new Error(
        `Cannot place the line: ${path} has ${places.length} lines with "${neighbor}"`,
      );
    }
    lines.splice(places[0]! + 1, 0, line);
    await Deno.writeTextFile(whole, lines.join("\n"));
  }

  /** Runs Deno in the copy, as `deno test …`. */
  async deno(...args: readonly string[]): Promise<Outcome> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.#path,
      env: { NO_COLOR: "1" },
    }).output();
    return { code, output: DECODER.decode(stdout) + DECODER.decode(stderr) };
  }

  /** Removes the copy. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (name.startsWith(".") || LEFT_OUT.has(name)) continue;
    if (isFile) await Deno.copyFile(from + name, to + name);
    if (!isDirectory) continue;
    await Deno.mkdir(to + name);
    await copyFolder(`${from}${name}/`, `${to}${name}/`);
  }
}
