import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess, runSamla } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const projectUrl = `file://${projectPath("mod.ts")}`;

/** What is in the folder, what is served from it, and what the one sentence must name. */
const BAD_STARTS: readonly {
  readonly label: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly says: readonly string[];
  /** The lines below it; `<folder>` is the folder. */
  readonly details?: readonly string[];
}[] = [
  {
    label: "no such path",
    args: ["nowhere"],
    says: ["nowhere", "no such file or folder"],
  },
  {
    label: "a folder without MLmodel",
    files: { "m/readme": "" },
    args: ["m"],
    says: ["MLmodel"],
  },
  {
    label: "an MLmodel that is not YAML",
    files: { "m/MLmodel": "flavors: [" },
    args: ["m"],
    says: ["MLmodel"],
  },
  {
    label: "an MLmodel without flavors",
    files: { "m/MLmodel": "run_id: x" },
    args: ["m"],
    says: ["MLmodel", "flavors"],
  },
  {
    label: "an MLmodel of a flavor that is not served",
    files: {
      "m/MLmodel":
        "flavors:\n  prophet: {}\n  python_function:\n    loader_module: mlflow.prophet\n",
    },
    args: ["m"],
    says: ["prophet", "xgboost"],
  },
  {
    label: "a model file that is missing",
    files: {
      "m/MLmodel":
        "flavors:\n  xgboost:\n    data: gone.ubj\n  python_function:\n    loader_module: mlflow.xgboost\n    data: gone.ubj\n",
    },
    args: ["m"],
    says: ["gone.ubj"],
  },
  {
    label: "a module without run",
    files: { "score.ts": "export const x = 1;" },
    args: ["score.ts"],
    says: ["score.ts", '"run"'],
  },
  {
    label: "a module that does not parse",
    files: { "score.ts": "export function run() {\n  return 1 +;\n}\n" },
    args: ["score.ts"],
    says: ["score.ts:2:13: SyntaxError: Expression expected"],
    details: [
      "  |",
      "2 |   return 1 +;",
      "  |             ~",
      "    at file://<folder>/score.ts:2:13",
    ],
  },
  {
    label: "a module that imports one that does not parse",
    files: {
      "score.ts": 'import "./lib/deep.ts";\nexport function run() {}',
      "lib/deep.ts": "\n\nlet a = ;",
    },
    args: ["score.ts"],
    says: ["score.ts: ", "/lib/deep.ts:3:9: SyntaxError: Expression expected"],
    details: [
      "  |",
      "3 | let a = ;",
      "  |         ~",
      "    at file://<folder>/lib/deep.ts:3:9",
    ],
  },
  {
    label: "a module that imports what is not there",
    files: { "score.ts": '\nimport { x } from "./lib.ts";' },
    args: ["score.ts"],
    says: ["/score.ts:2:19: Module not found ", "/lib.ts"],
    details: ["    at file://<folder>/score.ts:2:19"],
  },
  {
    label: "a module that imports a name that is not there",
    files: {
      "score.ts": 'import { x } from "./lib.ts";\nexport const run = x;',
      "lib.ts": "export const y = 1;",
    },
    args: ["score.ts"],
    says: [
      "/score.ts:1:10: The requested module './lib.ts' does not provide an export named 'x'",
    ],
  },
  {
    label: "a module that throws while it is imported",
    files: {
      "score.ts":
        'function open(): never {\n  throw new Error("no licence\\nat all");\n}\nopen();',
    },
    args: ["score.ts"],
    says: ["/score.ts:2:9: no licence"],
    details: [
      "    at open (file://<folder>/score.ts:2:9)",
      "    at file://<folder>/score.ts:4:1",
    ],
  },
  {
    label: "a module that throws a text",
    files: { "score.ts": 'throw "no licence";' },
    args: ["score.ts"],
    says: ["score.ts: no licence"],
  },
  {
    label: "an init whose table is refused",
    files: {
      "score.ts":
        `import { DataFrame } from "${projectUrl}";\nexport function init() {\n  DataFrame.fromColumns({ a: [1], b: [1, 2] });\n}\nexport function run() {}`,
    },
    args: ["score.ts"],
    says: ["/score.ts:3:13: "],
    details: ["    at init (file://<folder>/score.ts:3:13)"],
  },
  {
    label: "an init that throws",
    files: {
      "score.ts":
        'export function init() { throw new Error("no licence"); }\nexport function run() {}',
    },
    args: ["score.ts"],
    says: ["/score.ts:1:32: no licence"],
    details: ["    at init (file://<folder>/score.ts:1:32)"],
  },
  {
    label: "a Python script",
    files: { "score.py": "" },
    args: ["score.py"],
    says: ["score.py", "Python", "samla collect"],
  },
  {
    label: "a file of another kind",
    files: { "model.pkl": "" },
    args: ["model.pkl"],
    says: ["model.pkl", "MLflow model directory"],
  },
  {
    label: "a deployment with a wrong key",
    files: { "d.yml": "name: blue\nendpoint_name: ab\nmodle: x" },
    args: ["d.yml"],
    says: ["d.yml", "line 3", '"modle"', 'did you mean "model"?'],
  },
  {
    label: "a deployment with a value of another type",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ninstance_count: many\n`,
    },
    args: ["d.yml"],
    says: ["d.yml: line 4, ", '"instance_count" is "many"', "a whole number"],
  },
  {
    label: "a deployment with a secret that Azure alone knows",
    files: {
      "score.ts": "export function run() {}",
      "d.yml":
        "name: blue\nendpoint_name: ab\ncode_configuration: { code: ., scoring_script: score.ts }\nenvironment_variables:\n  KEY_OF_NOBODY: ${{keyvault:https://v}}\n",
    },
    args: ["d.yml"],
    says: [
      "d.yml: line 5, ",
      '"environment_variables.KEY_OF_NOBODY" is a secret',
    ],
  },
  {
    label: "a deployment with a wrong collection",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ndata_collector:\n  collections:\n    model_inputs:\n      enabled: maybe\n`,
    },
    args: ["d.yml"],
    says: [
      "d.yml: line 7, ",
      'cannot use "maybe" for "data_collector.collections.model_inputs.enabled"',
    ],
  },
  {
    label: "a deployment with a mistyped key of a collection",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ndata_collector:\n  collections:\n    model_inputs:\n      enabld:\n        true\n`,
    },
    args: ["d.yml"],
    says: ["d.yml: line 7, ", ".enabld", 'did you mean "enabled"?'],
  },
  {
    label: "a deployment with a mistyped setting of the collector",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ndata_collector:\n  collections: {}\n  sample_rate: 1\n`,
    },
    args: ["d.yml"],
    says: ["d.yml: line 6, ", 'did you mean "sampling_rate"?'],
  },
  {
    label: "a deployment with a collection that cannot be a folder",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ndata_collector:\n  collections:\n    a: { enabled: true }\n    b/c: { enabled: true }\n`,
    },
    args: ["d.yml"],
    says: ["d.yml: line 7, ", '"b/c"'],
  },
  {
    label: "a deployment with a mistyped key of its script",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\ncode_configuration:\n  code: .\n  scoring_scrpt: score.ts\n`,
    },
    args: ["d.yml"],
    says: [
      'line 5 has the key "code_configuration.scoring_scrpt"',
      'did you mean "scoring_script"?',
    ],
  },
  {
    label: "nothing to serve",
    files: { "d.yml": "name: blue\nendpoint_name: ab" },
    args: ["d.yml"],
    says: ["d.yml", "model"],
  },
];

for (
  const { label, files = {}, args, says, details = [] } of BAD_STARTS
) {
  Deno.test(`${label} stops the start with exit code 3 and one sentence`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const [path, text] of Object.entries(files)) {
        const whole = `${folder}/${path}`;
        await Deno.mkdir(whole.slice(0, whole.lastIndexOf("/")), {
          recursive: true,
        });
        await Deno.writeTextFile(whole, text);
      }
      const ended = await runSamla(folder, [
        "serve",
        `${folder}/${args[0]}`,
        "--port",
        "0",
        "--data-dir",
        `${folder}/data`,
      ]);
      assertEquals(ended.code, 3, ended.stderr);
      const lines = ended.stderr.trimEnd().split("\n");
      assertEquals(
        lines.slice(1),
        details.map((line) => line.replace("<folder>", folder)),
      );
      for (const part of says) assertStringIncludes(lines[0]!, part);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("a data directory that cannot be written to stops the start, unless nothing is collected", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const args = [IRIS, "--port", "0", "--data-dir", "/proc/samla"];
    const ended = await runSamla(folder, ["serve", ...args, "--collect"]);
    assertEquals(ended.code, 3, ended.stderr);
    assertStringIncludes(ended.stderr, "/proc/samla");
    await using host = await HostProcess.start(folder, [IRIS]);
    assertEquals((await host.stop()).code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a port that is taken stops the start and names the port", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using host = await HostProcess.start(folder, [IRIS]);
    const port = new URL(host.address).port;
    const ended = await runSamla(folder, ["serve", IRIS, "--port", port]);
    assertEquals(ended.code, 3);
    assertStringIncludes(ended.stderr, `127.0.0.1:${port}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a command line that cannot be understood is exit code 1 with its usage", async () => {
  for (const args of [["serve"], ["serve", IRIS, "--port", "no"], ["fly"]]) {
    const ended = await runSamla("/tmp", args);
    assertEquals(ended.code, 1, ended.stderr);
    assert(ended.stderr.startsWith("error: "), ended.stderr);
  }
});

Deno.test("inspect says flavor, signature and a request that the model takes", async () => {
  const { code, stdout } = await runSamla("/tmp", ["inspect", IRIS]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "xgboost");
  assertStringIncludes(stdout, "sepal length (cm): double");
  assertStringIncludes(stdout, '{"dataframe_split":');
});
