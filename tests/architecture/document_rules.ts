/** A document: its path from the root, and its text. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** What documents may speak of. */
export interface Known {
  /** Whether there is such a file or folder, by its path from the root. */
  readonly hasPath: (path: string) => boolean;
  /** Names of the tasks. */
  readonly tasks: readonly string[];
  /** The version of this package. */
  readonly version: string;
  /** The version of Deno that everything is run with. */
  readonly denoVersion: string;
}

const fence = /^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2`*$/gm;

/** Relative links of a document that lead nowhere, one line each. */
export function deadLinks({ path, text }: Document, known: Known): string[] {
  const prose = text.replaceAll(fence, "");
  const links = prose.matchAll(/\]\(<?([^()\s>]+)>?(?: "[^"]*")?\)/g);
  return [...links].map(([, link = ""]) => link)
    .filter((link) => !/^(?:[a-z]+:|#)/.test(link))
    .filter((link) => {
      const base = new URL(path, "file:///");
      const target = new URL(link, base).pathname.slice(1);
      return !known.hasPath(decodeURIComponent(target));
    })
    .map((link) => `${path}: ${link}`);
}

/** Tasks that a document names and `deno.json` has not, one line each. */
export function unknownTasks({ path, text }: Document, known: Known): string[] {
  const named = text.matchAll(
    /\bdeno(?:@[\d.]+)? task (?:--?[a-z-]+ )*([a-z][\w:-]*)/g,
  );
  return [...named].map(([, task = ""]) => task)
    .filter((task) => !known.tasks.includes(task))
    .map((task) => `${path}: deno task ${task}`);
}

/** Versions that a document names and that are not the ones in use, one line each. */
export function staleVersions(
  { path, text }: Document,
  known: Known,
): string[] {
  const named = text.matchAll(/(deno|@samla\/samla)@(\d+\.\d+\.\d+)/g);
  return [...named].filter(([, name, version]) =>
    version !== (name === "deno" ? known.denoVersion : known.version)
  ).map(([text]) => `${path}: ${text}`);
}

/**
 * Numbered rules that name nothing that holds them, one line each.
 *
 * @param document The page of the rules: `**1. What holds** (`name`) …`.
 * @param isHolder Whether a name is that of a checker.
 */
export function unheldRules(
  { path, text }: Document,
  isHolder: (name: string) => boolean,
): string[] {
  return text.split(/^(?=\*\*\d+\. )/m).slice(1).flatMap((rule) => {
    const [words = ""] = rule.split("```");
    const names = [...words.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) =>
      name
    );
    return names.some(isHolder) ? [] : [`${path}: ${words.split(" ")[0]}`];
  });
}

/** Documents of more lines than that, one line each. */
export function longDocuments(
  documents: readonly Document[],
  maxLines: number,
): string[] {
  return documents.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    return lines > maxLines ? [`${path} has ${lines} lines`] : [];
  });
}

/**
 * Names of one workplace that a file has: folders of one machine, hosts of a
 * private network, and the given hosts, one line each.
 */
export function workplaceNames(
  { path, text }: Document,
  hosts: readonly string[] = [],
): string[] {
  const patterns = [
    /(?<![\w.-])\/(?:work|home|root|Users)\/[\w.+-]+/g,
    /\bhttps?:\/\/[\w.-]+\.(?:internal|corp|lan|intranet)\b/g,
    /\bhttps?:\/\/[\w.-]*(?:registry|pypi|artifactory|nexus)[\w.-]*/g,
  ];
  const found = patterns.flatMap((pattern) => text.match(pattern) ?? []);
  found.push(...hosts.filter((host) => text.includes(host)));
  return [...new Set(found)].map((name) => `${path}: ${name}`);
}
