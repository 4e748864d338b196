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
