import { isNamedAfter } from "../tools/lint/name_words.ts";

const maxFiles = 40;
const code = /\.(?:ts|js|mjs|py)$/;
const mirrored = /^tests\/(?:ground|frame|collector|mlflow|runtime)\//;

/** What a test of something may say before that, or alone for a whole folder. */
const kinds = ["damaged", "golden", "hostile", "mutated", "old", "property"];

/** Folders with more files of code than one can look over, one line each. */
export function crowdedFolders(paths: readonly string[]): string[] {
  const byFolder = Map.groupBy(paths.filter(isCode), folderOf);
  return [...byFolder]
    .filter(([, files]) => files.length > maxFiles)
    .map(([folder, files]) => `${folder} has ${files.length} files`);
}

/**
 * Tests of what ships that one cannot find, one line each. A test stands in
 * `tests/` where its subject stands in the project, and is named after a file,
 * an export or the folder there.
 *
 * @param paths Paths of all files.
 * @param exportsOf The names that a file exports.
 */
export function strayTests(
  paths: readonly string[],
  exportsOf: (path: string) => readonly string[],
): string[] {
  const names = new Map<string, string[]>();
  for (const path of paths) {
    if (path.startsWith("tests/") || !path.endsWith(".ts")) continue;
    const folder = folderOf(path);
    const known = names.get(folder) ?? [folder.split("/").at(-1) ?? ""];
    names.set(folder, [...known, baseOf(path), ...exportsOf(path)]);
  }
  return paths.filter((path) => mirrored.test(path) && isCode(path))
    .flatMap((path) => {
      const folder = folderOf(path).slice("tests/".length);
      const subjects = names.get(folder);
      if (subjects === undefined) return [`${path}: there is no ${folder}/`];
      if (!path.endsWith("_test.ts")) return [];
      return isFound(baseOf(path).replace(/_test$/, ""), subjects)
        ? []
        : [`${path}: nothing in ${folder}/ has its name`];
    });
}

/** Folders of what ships without a test in their mirror or in that of the folder above. */
export function untestedFolders(paths: readonly string[]): string[] {
  const tested = new Set(
    paths.filter((path) => path.endsWith("_test.ts")).map(folderOf),
  );
  const folders = paths.map(folderOf)
    .filter((folder) => mirrored.test(`tests/${folder}/`));
  return [...new Set(folders)].filter((folder) =>
    !tested.has(`tests/${folder}`) && !tested.has(`tests/${folderOf(folder)}`)
  );
}

function isFound(name: string, subjects: readonly string[]): boolean {
  const words = name.split("_");
  const isKind = kinds.some((kind) => isNamedAfter(words[0] ?? "", kind));
  const subject = words.slice(isKind ? 1 : 0).join("_");
  return isKind && subject === "" ||
    subjects.some((each) => isNamedAfter(subject, each));
}

function isCode(path: string): boolean {
  return code.test(path) && !path.startsWith("tests/golden/");
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
}
