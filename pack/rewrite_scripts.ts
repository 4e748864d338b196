import { transform } from "esbuild";

/** How scripts are written anew. */
export interface ScriptOptions {
  /** What runs them, as esbuild calls it. */
  readonly target: string;
  /** What each begins with. */
  readonly banner?: string;
}

/**
 * Writes the scripts of a folder anew, without what their target cannot parse.
 *
 * @param folder The folder.
 * @param options The target, and what each script begins with.
 */
export async function rewriteScripts(
  folder: string,
  options: ScriptOptions,
): Promise<void> {
  const { target, banner = "" } = options;
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) await rewriteScripts(path, options);
    if (!entry.isFile || !path.endsWith(".js")) continue;
    const { code } = await transform(await Deno.readTextFile(path), {
      target,
      format: "esm",
      minify: true,
      keepNames: true,
      legalComments: "inline",
      banner,
    });
    await Deno.writeTextFile(path, code);
  }
}
