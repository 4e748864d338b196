import { basename, dirname, relative } from "node:path";
import { manualPage } from "../runtime/host/command/manual/manual_page.ts";
import { samlaCommand } from "../runtime/host/command/samla_command.ts";
import { binScript } from "./bin_script.ts";
import { bundle, run } from "./bundle.ts";
import { rewriteScripts } from "./rewrite_scripts.ts";
import { thirdPartyNotices } from "./third_party.ts";

const LEAST_NODE = 20;
/** Packages that the host loads when a model first needs them. */
const LATE = ["onnxruntime-web/wasm", "onnxruntime-node"];
/** What only a host that delivers loads. */
const NOT_TO_LAUNCH = [
  "@azure/arm-machinelearning",
  "@azure/identity",
  "@azure/storage-blob",
];
/** Older packages load others in the way of CommonJS. */
const REQUIRE =
  'import{createRequire as samlaRequire}from"node:module";const require=samlaRequire(import.meta.url);';
const HOST = "runtime/host/main.ts";
/** Threads and processes of their own: each is started by its address. */
const THREADS = [
  "collector/host/shipping/ship_worker.ts",
  "runtime/host/command/serve_worker.ts",
  "runtime/host/large/large_worker.ts",
  "runtime/host/isolation/run_module.ts",
];

/** What is read of `deno.json`. */
interface Project {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const DOCUMENTS = [
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
];

/**
 * Makes the npm package in `dist/`: the command, the host that Deno runs, and
 * the library with its types, each with all that it needs but Deno itself and
 * the engine of ONNX models.
 *
 * @param denoVersion The Deno that runs the host.
 * @returns The path of the tarball.
 * @throws {Error} If a part cannot be made.
 */
export async function buildPackage(denoVersion: string): Promise<string> {
  const project: Project = JSON.parse(await Deno.readTextFile("deno.json"));
  const folder = "dist/package";
  await Deno.remove("dist", { recursive: true }).catch(() => {});
  await Deno.mkdir(`${folder}/bin`, { recursive: true });
  await bundle({
    entries: [HOST, "mod.ts", ...THREADS],
    outputFolder: `${folder}/host`,
    platform: "deno",
    external: LATE,
  });
  await bundle({
    entries: ["runtime/host/launch/main.ts"],
    outputFolder: `${folder}/launch`,
    platform: "deno",
    external: NOT_TO_LAUNCH,
  });
  await bundle({
    entries: ["pack/library.ts"],
    outputFolder: `${folder}/library`,
    platform: "browser",
    external: LATE,
  });
  await rewriteScripts(`${folder}/host`, { target: "esnext", banner: REQUIRE });
  for (const thread of THREADS) await nameThread(`${folder}/host`, thread);
  await nameRoot(`${folder}/host`);
  await importLate(`${folder}/host`);
  await rewriteScripts(`${folder}/launch`, {
    target: `node${LEAST_NODE}`,
    banner: REQUIRE,
  });
  await rewriteScripts(`${folder}/library`, { target: `node${LEAST_NODE}` });
  await addTypes(folder);
  await Deno.writeTextFile(
    `${folder}/bin/samla.cjs`,
    binScript(LEAST_NODE),
  );
  await Deno.chmod(`${folder}/bin/samla.cjs`, 0o755);
  await Deno.mkdir(`${folder}/man`);
  await Deno.writeTextFile(`${folder}/man/samla.1`, manualPage(samlaCommand()));
  for (const name of DOCUMENTS) {
    await Deno.copyFile(name, `${folder}/${name}`);
  }
  // What the documents speak of is with them.
  await run("cp", ["-r", "docs", "examples", "deploy", folder]);
  await Deno.writeTextFile(
    `${folder}/THIRD_PARTY.txt`,
    await thirdPartyNotices(HOST, ["onnxruntime-web", "onnxruntime-node"]),
  );
  await Deno.writeTextFile(
    `${folder}/package.json`,
    `${JSON.stringify(manifest(project, denoVersion), null, 2)}\n`,
  );
  const name = `${
    project.name.replace("@", "").replace("/", "-")
  }-${project.version}.tgz`;
  await run("tar", ["-czf", `dist/${name}`, "-C", "dist", "package"]);
  return `dist/${name}`;
}

/** The package as npm knows it. */
function manifest(project: Project, denoVersion: string) {
  const types = "./types/mod.d.ts";
  return {
    name: project.name,
    version: project.version,
    description:
      "Serves a model over HTTP, and collects what goes in and what comes out",
    license: project.license,
    type: "module",
    bin: { samla: "bin/samla.cjs" },
    man: "man/samla.1",
    main: "./library/library.js",
    types,
    exports: {
      ".": { types, default: "./library/library.js" },
      "./package.json": "./package.json",
    },
    engines: { node: `>=${LEAST_NODE}` },
    dependencies: { deno: denoVersion },
  };
}

/** A thread is a file of its own, whose address changes with bundling. */
async function nameThread(folder: string, thread: string): Promise<void> {
  const starter = `new URL("./${basename(thread)}",import.meta.url)`;
  const script = `${folder}/${thread.replace(/\.ts$/, ".js")}`;
  await rewriteOne(folder, {
    what: `where the thread ${thread} is started`,
    rewrite: (text, path) =>
      text.replace(
        starter,
        `new URL("./${relative(dirname(path), script)}",import.meta.url)`,
      ),
  });
}

/** The host knows its own files by their folder; the one that says so may lie in another place. */
async function nameRoot(folder: string): Promise<void> {
  await rewriteOne(folder, {
    what: "where the host's folder is named",
    rewrite: (text, path) =>
      text.replace(
        'new URL("../../",import.meta.url)',
        `new URL("./${relative(dirname(path), folder)}",import.meta.url)`,
      ),
  });
}

/** Deno fetches what it sees imported before it starts; these are imported out of its sight. */
async function importLate(folder: string): Promise<void> {
  await rewriteOne(folder, {
    what: "where the engine of ONNX models is imported",
    rewrite: (text) => text.replaceAll(SEEN_IMPORT, "import([$1][0])"),
  });
}

/** Changes what is in one script of a bundle, whichever that is. */
async function rewriteOne(
  folder: string,
  { what, rewrite }: {
    readonly what: string;
    readonly rewrite: (text: string, path: string) => string;
  },
): Promise<void> {
  let changed = 0;
  for await (const path of scriptsIn(folder)) {
    const text = await Deno.readTextFile(path);
    const rewritten = rewrite(text, path);
    if (rewritten === text) continue;
    changed++;
    await Deno.writeTextFile(path, rewritten);
  }
  if (changed === 1) return;
  throw new Error(
    `Cannot find ${what}: expected it in one script of ${folder}, found it in ${changed}`,
  );
}

async function* scriptsIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* scriptsIn(path);
    else if (name.endsWith(".js")) yield path;
  }
}

/** The types of the library, without those of what it is made of. */
async function addTypes(folder: string): Promise<void> {
  const tarball = "dist/types.tgz";
  await run(Deno.execPath(), [
    "pack",
    "--quiet",
    "--allow-dirty",
    `--output=${tarball}`,
  ]);
  await Deno.mkdir("dist/types");
  await run("tar", ["-xzf", tarball, "-C", "dist/types"]);
  await copyTypes("dist/types/package", `${folder}/types`, "mod.d.ts");
  await Deno.remove(tarball);
  await Deno.remove("dist/types", { recursive: true });
}

const SEEN_IMPORT = /\bimport\(("(?:npm:)?onnxruntime-[^"]+")\)/g;
const RELATIVE = /from "(\.[^"]+)\.js"/g;
const OTHER = /from "([^."][^"]*)"/;
/** A protocol mounts its routes on a router, whose type is of nobody's concern outside. */
const ROUTER = /import type \{ Hono \} from "hono";/;
/** What can be disposed of has a type of its own, which older projects do not load. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

/** Copies a module's types and those that it names. */
async function copyTypes(
  from: string,
  to: string,
  name: string,
  done: Set<string> = new Set(),
): Promise<void> {
  if (done.has(name)) return;
  done.add(name);
  const text = (await Deno.readTextFile(`${from}/${name}`))
    .replace(ROUTER, "type Hono = unknown;");
  const code = text.replace(/\/\*[^]*?\*\//g, "");
  const other = OTHER.exec(code)?.[1];
  if (other !== undefined) {
    throw new Error(
      `Cannot give ${name} its types: it names those of "${other}", which the package does not depend on`,
    );
  }
  const parent = name.split("/").slice(0, -1);
  await Deno.mkdir([to, ...parent].join("/"), { recursive: true });
  await Deno.writeTextFile(`${to}/${name}`, DISPOSABLE + text);
  for (const [, path] of text.matchAll(RELATIVE)) {
    const { pathname } = new URL(path!, `file:///${name}`);
    await copyTypes(from, to, `${pathname.slice(1)}.d.ts`, done);
  }
}
