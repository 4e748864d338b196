import { fileURLToPath } from "node:url";

/** The path of a `file:` URL. */
export function fromFileUrl(url: URL): string {
  return fileURLToPath(url);
}

/** The path of something in the project, from its root: `examples/iris`. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
