import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../architecture/project_files.ts";

const golden = "tests/golden";

/** A copy of the project in a temporary folder, golden files as a link; it goes when it is disposed. */
export class ProjectCopy implements Disposable {
  /** Its folder. */
  readonly folder: string;

  /** Copies what the repository has, as it is on the disk now. */
  constructor() {
    this.folder = Deno.makeTempDirSync({ prefix: "samla-mutants-" });
    const { stdout } = new Deno.Command("git", {
      args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      cwd: root,
    }).outputSync();
    const listed = new TextDecoder().decode(stdout).split("\0");
    for (const path of new Set(listed)) {
      if (path === "" || path.startsWith(`${golden}/`)) continue;
      const copy = `${this.folder}/${path}`;
      Deno.mkdirSync(dirname(copy), { recursive: true });
      copyIfThere(fileURLToPath(new URL(path, root)), copy);
    }
    Deno.symlinkSync(
      fileURLToPath(new URL(golden, root)),
      `${this.folder}/${golden}`,
    );
  }

  /** The text of a file. */
  read(path: string): string {
    return Deno.readTextFileSync(`${this.folder}/${path}`);
  }

  /** Puts another text into a file. */
  write(path: string, text: string): void {
    Deno.writeTextFileSync(`${this.folder}/${path}`, text);
  }

  /** Removes the copy. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** What was removed and not committed yet is still listed. */
function copyIfThere(path: string, copy: string): void {
  try {
    Deno.copyFileSync(path, copy);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
