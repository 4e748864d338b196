/** The files of a folder and its folders, by path relative to it, sorted. */
export function filesUnder(folder: string, prefix = ""): string[] {
  const paths: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(`${folder}/${prefix}`)) {
    const path = `${prefix}${name}`;
    if (isDirectory) paths.push(...filesUnder(folder, `${path}/`));
    else paths.push(path);
  }
  return paths.sort();
}

/** The lines of all files under a folder, parsed; every file ends with a whole line. */
export function linesUnder(folder: string): Record<string, unknown>[] {
  return filesUnder(folder).flatMap((path) => {
    const text = Deno.readTextFileSync(`${folder}/${path}`);
    if (!text.endsWith("\n")) throw new Error(`${path} ends within a line`);
    return text.slice(0, -1).split("\n").map((line) => JSON.parse(line));
  });
}
