import { run } from "./bundle.ts";

/**
 * Takes files from packages of Debian, by its own tools, in the versions that
 * this machine's `apt-get` knows.
 *
 * @param packages The names of files by package; `*` stands for any part of a name.
 * @param root Where they are put, at the paths that they have in the package.
 * @returns The packages with their versions, a line each.
 * @throws {Error} If a tool, a package or a file is missing.
 */
export async function debianFiles(
  packages: Readonly<Record<string, readonly string[]>>,
  root: string,
): Promise<string> {
  const folder = await Deno.realPath(".") + "/dist/debian";
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  await run("apt-get", ["download", ...Object.keys(packages)], folder);
  const versions: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const [id = "", version = ""] = name.split("_");
    const wanted = packages[id];
    if (wanted === undefined) continue;
    versions.push(`${id} ${decodeURIComponent(version)}\n`);
    const unpacked = `${folder}/${id}`;
    await run("dpkg-deb", ["-x", `${folder}/${name}`, unpacked]);
    for (const pattern of wanted) {
      await copyFound(unpacked, { pattern, root });
    }
  }
  await Deno.remove(folder, { recursive: true });
  return versions.sort().join("");
}

/** Copies what a name finds, links as links, at the path that it has. */
async function copyFound(
  folder: string,
  { pattern, root }: { readonly pattern: string; readonly root: string },
): Promise<void> {
  const found = await run(
    "find",
    [".", "-name", pattern, "-not", "-type", "d"],
    folder,
  );
  const paths = found.trim().split("\n").filter((path) => path !== "");
  if (paths.length === 0) {
    throw new Error(`Cannot find ${pattern} in the package in ${folder}`);
  }
  const target = await Deno.realPath(root);
  await run("cp", ["-P", "--parents", ...paths, target], folder);
}
