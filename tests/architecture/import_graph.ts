import { productionModules, root, runDeno } from "./project_files.ts";

/** Who imports whom, types included: by path from the root, or by specifier outside it. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

interface Target {
  readonly specifier?: string;
}

interface Dependency {
  readonly code?: Target;
  readonly type?: Target;
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly Dependency[];
  }[];
}

/** Reads the graph of everything that ships, as `deno info` sees it. */
export async function readImportGraph(): Promise<ImportGraph> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const imports = productionModules().map((path) =>
      `import ${JSON.stringify(new URL(path, root).href)};`
    );
    await Deno.writeTextFile(entry, imports.join("\n"));
    const config = new URL("deno.json", root).pathname;
    const { success, stdout, stderr } = await runDeno(
      ["info", "--json", "--config", config, entry],
    );
    if (!success) throw new Error(`Cannot read the import graph: ${stderr}`);
    return toGraph(JSON.parse(stdout));
  } finally {
    await Deno.remove(entry);
  }
}

function toGraph(info: Info): ImportGraph {
  const graph = new Map<string, string[]>();
  for (const { specifier, error, dependencies = [] } of info.modules) {
    if (!specifier.startsWith(root.href)) continue;
    if (error !== undefined) throw new Error(`Cannot read a module: ${error}`);
    const targets = dependencies
      .flatMap(({ code, type }) => [code, type])
      .map((target) => target?.specifier)
      .filter((target) => target !== undefined)
      .map(toPath);
    graph.set(toPath(specifier), [...new Set(targets)]);
  }
  return graph;
}

function toPath(specifier: string): string {
  return specifier.startsWith(root.href)
    ? specifier.slice(root.href.length)
    : specifier;
}

/** Everything that a module imports, directly or not, itself included. */
export function closure(graph: ImportGraph, entry: string): Set<string> {
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const target of graph.get(path) ?? []) seen.add(target);
  }
  return seen;
}
