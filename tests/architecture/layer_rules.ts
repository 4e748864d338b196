import { closure, type ImportGraph } from "./import_graph.ts";

/** What a layer may import beside itself. `""` is the root: `mod.ts`. */
const layers: Readonly<Record<string, readonly string[]>> = {
  ground: [],
  frame: ["ground"],
  collector: ["ground", "frame"],
  mlflow: ["ground", "frame"],
  runtime: ["ground", "frame", "collector", "mlflow"],
  "": ["frame", "collector", "mlflow", "runtime"],
};

/** Arrows that the layers forbid, one line each. */
export function forbiddenArrows(graph: ImportGraph): string[] {
  const found: string[] = [];
  for (const [from, to] of arrows(graph)) {
    const layer = topFolder(from);
    const allowed = layers[layer];
    if (allowed === undefined) {
      found.push(`${from} is in no layer`);
    } else if (isOurs(graph, to)) {
      const target = topFolder(to);
      const isAllowed = target === layer || allowed.includes(target);
      if (!isAllowed || !mayTouch(from, to)) found.push(`${from} -> ${to}`);
    } else if (layer === "frame" || layer === "ground") {
      found.push(`${from} -> ${to}`);
    }
  }
  return found;
}

/** Only a host, of the same layer or of the runtime, imports a host. */
function mayTouch(from: string, to: string): boolean {
  if (!isHost(to)) return true;
  return isHost(from) &&
    (topFolder(from) === topFolder(to) || topFolder(from) === "runtime");
}

/** What in the graph of an entry needs a machine, one line each. */
export function machineNeeds(graph: ImportGraph, entry: string): string[] {
  return [...closure(graph, entry)].flatMap((path) => {
    if (isHost(path)) return [`${entry} reaches ${path}`];
    return (graph.get(path) ?? [])
      .filter((target) => target.startsWith("node:"))
      .map((target) => `${path} -> ${target}`);
  });
}

/** Modules that import themselves by a circle, one line per circle. */
export function circularModules(graph: ImportGraph): string[] {
  return circles(graph);
}

/**
 * Folders that import each other, also by way of others. A folder and one inside it are
 * one thing here; between their files, {@linkcode circularModules} decides.
 */
export function circularFolders(graph: ImportGraph): string[] {
  const folders = new Map<string, string[]>();
  for (const [from, to] of arrows(graph)) {
    if (!isOurs(graph, to)) continue;
    const [source, target] = [folder(from), folder(to)];
    if (contains(source, target) || contains(target, source)) continue;
    folders.set(source, [...folders.get(source) ?? [], target]);
  }
  return circles(folders);
}

function circles(graph: ImportGraph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string) => {
    const start = path.indexOf(node);
    if (start >= 0) {
      found.push([...path.slice(start), node].join(" -> "));
    } else if (!done.has(node)) {
      path.push(node);
      for (const target of graph.get(node) ?? []) visit(target);
      path.pop();
      done.add(node);
    }
  };
  for (const node of graph.keys()) visit(node);
  return found;
}

function arrows(graph: ImportGraph): [from: string, to: string][] {
  return [...graph].flatMap(([from, targets]) =>
    targets.map((to): [string, string] => [from, to])
  );
}

/** Whether it is a file of the project, and not a package. */
function isOurs(graph: ImportGraph, path: string): boolean {
  return graph.has(path) || !path.includes(":");
}

function topFolder(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function contains(outer: string, inner: string): boolean {
  return inner.startsWith(outer);
}

function isHost(path: string): boolean {
  return path.includes("/host/");
}
