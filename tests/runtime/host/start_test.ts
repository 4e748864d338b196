import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess, runSamla } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

const IRIS = projectPath("examples/iris");

/** What is in the folder, what is served from it, and what the one sentence must name. */
const BAD_STARTS: readonly {
  readonly label: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly says: readonly string[];
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
    files: { "score.ts": "export function run( {" },
    args: ["score.ts"],
    says: ["score.ts"],
  },
  {
    label: "an init that throws",
    files: {
      "score.ts":
        'export function init() { throw new Error("no licence"); }\nexport function run() {}',
    },
    args: ["score.ts"],
    says: ["score.ts", "no licence"],
  },
  {
    label: "a Python script",
    files: { "score.py": "" },
    args: ["score.py"],
    says: ["score.py", "Python"],
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
    says: ["d.yml", "line 3", "modle"],
  },
  {
    label: "a deployment with a wrong collection",
    files: {
      "d.yml":
        `name: blue\nendpoint_name: ab\nmodel: ${IRIS}\ndata_collector:\n  collections:\n    model_inputs:\n      enabled: maybe\n`,
    },
    args: ["d.yml"],
    says: ["d.yml", "model_inputs", "enabled", "maybe"],
  },
  {
    label: "nothing to serve",
    files: { "d.yml": "name: blue\nendpoint_name: ab" },
    args: ["d.yml"],
    says: ["d.yml", "model"],
  },
];

for (const { label, files = {}, args, says } of BAD_STARTS) {
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
      assertEquals(lines.length, 1, ended.stderr);
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
