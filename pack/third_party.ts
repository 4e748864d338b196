import { run } from "./bundle.ts";

/** What `deno info --json` says of a module's packages. */
interface ModuleInfo {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, PackageInfo>>;
}

interface PackageInfo {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly localPath: string;
}

const LICENCE_NAME = /^(?:licen[sc]e|copying|notice)/i;

/**
 * What the packages say that are a part of ours: their names and licences.
 *
 * @param entry The module that is bundled.
 * @param excepted Packages that are not bundled, by name.
 * @returns The text, one package after the other.
 * @throws {Error} If a package says nothing of its licence.
 */
export async function thirdPartyNotices(
  entry: string,
  excepted: readonly string[],
): Promise<string> {
  const info: ModuleInfo = JSON.parse(
    await run(Deno.execPath(), ["info", "--json", entry]),
  );
  const packages = new Map<string, PackageInfo>();
  const visit = (id: string) => {
    const found = info.npmPackages[id];
    if (found === undefined || excepted.includes(found.name)) return;
    const key = `${found.name} ${found.version}`;
    if (packages.has(key)) return;
    packages.set(key, found);
    found.dependencies.forEach(visit);
  };
  for (const { npmPackage } of info.modules) {
    if (npmPackage !== undefined) visit(npmPackage);
  }
  const names = [...packages.keys()].sort();
  const parts = await Promise.all(
    names.map(async (name) =>
      `${name}\n\n${await licenceIn(packages.get(name)!.localPath)}`
    ),
  );
  return `The packages that are a part of this one, and what they say.\n\n${
    parts.join(`\n\n${"-".repeat(72)}\n\n`)
  }\n`;
}

async function licenceIn(folder: string): Promise<string> {
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile || !LICENCE_NAME.test(name)) continue;
    return (await Deno.readTextFile(`${folder}/${name}`)).trim();
  }
  const { license } = JSON.parse(
    await Deno.readTextFile(`${folder}/package.json`),
  );
  if (typeof license === "string") return `Licence: ${license}`;
  throw new Error(`Cannot find the licence of the package in ${folder}`);
}
