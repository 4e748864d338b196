const root = new URL("../../../", import.meta.url).pathname;

/** Where a linted file stands in the project; the path tells the privilege. */
export interface Place {
  /** The path from the project's root. */
  readonly path: string;
  /** The file's own name. */
  readonly name: string;
  /** Whether it is in a folder named `host/`. */
  readonly isHost: boolean;
  /** Whether it is in a folder named `protocol/`. */
  readonly isProtocol: boolean;
  /** Whether it ships: it is not a test, a benchmark, an example or what makes the package. */
  readonly isProduction: boolean;
}

/** Reads a file's place from its path, absolute or from the project's root. */
export function placeOf(filename: string): Place {
  const path = filename.startsWith(root)
    ? filename.slice(root.length)
    : filename;
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  return {
    path,
    name,
    isHost: folders.includes("host"),
    isProtocol: folders.includes("protocol"),
    isProduction: !["tests", "bench", "examples", "pack"].includes(
      folders[0] ?? "",
    ),
  };
}
