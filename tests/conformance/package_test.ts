import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { Azurite } from "../tools/azurite.ts";
import { InstalledPackage } from "../tools/installed_package.ts";
import { projectPath } from "../tools/paths.ts";
import { LocalTrackingServer } from "../tools/servers/tracking_server.ts";

const IRIS = projectPath("examples/iris");
const BODY =
  '{"input_data":{"columns":["sepal length (cm)","sepal width (cm)","petal length (cm)","petal width (cm)"],"data":[[5.1,3.5,1.4,0.2]]}}';
const MEGABYTE = 1e6;

/** A module of WebAssembly that exports `seven`, a function that answers 7. */
const WASM_SEVEN = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0],
  ...[7, 9, 1, 5, 115, 101, 118, 101, 110, 0, 0],
  ...[10, 6, 1, 4, 0, 65, 7, 11],
]);

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await Deno.copyFile(join(from, name), join(to, name));
  }
}

async function eventsIn(folder: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const visit = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const inner = join(path, name);
      if (isDirectory) await visit(inner);
      else if (name.endsWith(".jsonl")) {
        const collection = /\/(\w+)\/\d{4}\//.exec(inner)![1]!;
        const lines = (await Deno.readTextFile(inner)).trim().split("\n");
        counts[collection] = (counts[collection] ?? 0) + lines.length;
      }
    }
  };
  await visit(folder);
  return counts;
}

Deno.test("the package serves in an empty folder, without Deno on the path", async (t) => {
  await using installed = await InstalledPackage.install();
  const { folder } = installed;
  assert(installed.tarballBytes < 2 * MEGABYTE, "the package is too large");
  const twoOfEach = { "model_inputs": 2, "model_outputs": 2 };

  await t.step(
    "a model is served, and what it was asked is collected",
    async () => {
      const dataDir = join(folder, "elsewhere", "data");
      const host = await installed.serve([
        IRIS,
        "--collect",
        "--data-dir",
        dataDir,
      ]);
      // The record of the asset is written twice: its lock is not kept.
      assertEquals(await host.score(BODY), [0]);
      assertEquals(await host.score(BODY), [0]);
      assertEquals(await host.stop(), 0);
      assertEquals(await eventsIn(dataDir), twoOfEach);
      assert(
        await installed.fetchedBytes() < 15 * MEGABYTE,
        "the first start fetches too much",
      );
      const list = await installed.samla(["data", "ls", "--data-dir", dataDir]);
      assertStringIncludes(list.stdout, "iris/blue/model_inputs");
      const rows = join(folder, "rows.csv");
      await installed.samla(["data", "export", rows, "--data-dir", dataDir]);
      assertStringIncludes(await Deno.readTextFile(rows), "5.1,3.5,1.4,0.2");
    },
  );

  await t.step("what it would be granted is said", async () => {
    const shown = await installed.samla([
      "serve",
      IRIS,
      "--collect",
      "--show-permissions",
    ]);
    const lines = shown.stdout.trim().split("\n")
      .filter((line) => !line.startsWith("env "));
    assertEquals(
      lines.sort(),
      [
        `read  ${IRIS}`,
        `read  ${join(folder, "node_modules/@samla/samla/host")}`,
        `read  ${join(folder, "samla-data")}`,
        `read  ${join(folder, "samla.yml")}`,
        `write ${join(folder, "samla-data")}`,
        "net   127.0.0.1:5001",
      ].sort(),
    );
  });

  await t.step(
    "a script has its own packages, variables and the host's library",
    async () => {
      const project = join(folder, "project");
      await Deno.mkdir(project);
      await Deno.writeTextFile(
        join(project, "deno.json"),
        '{"imports": {"ms": "npm:ms@2.1.3"}}',
      );
      await Deno.writeTextFile(join(project, "own.json"), '{"hours": "2h"}');
      await Deno.writeFile(join(project, "own.wasm"), WASM_SEVEN);
      await Deno.writeTextFile(join(project, "own.env"), "OWN=from the file\n");
      await Deno.writeTextFile(
        join(project, "score.ts"),
        `import ms from "ms";
       import * as v from "valibot";
       import own from "./own.json" with { type: "json" };
       import { seven } from "./own.wasm";
       import { Collector, DataFrame } from "@samla/samla";
       let inputs: Collector;
       export function init() { inputs = new Collector({ name: "model_inputs" }); }
       export function run() {
         inputs.collect(DataFrame.fromColumns({ a: [1] }));
         return [seven(), ms(own.hours), v.parse(v.string(), Deno.env.get("OWN"))];
       }`,
      );
      const dataDir = join(folder, "script-data");
      const host = await installed.serve([
        join(project, "score.ts"),
        "--collect",
        "--data-dir",
        dataDir,
        "--env-file",
        join(project, "own.env"),
      ]);
      assertEquals(await host.score("{}"), [7, 7_200_000, "from the file"]);
      assertEquals(await host.stop(), 0);
      assertEquals(await eventsIn(dataDir), { "model_inputs": 1 });
    },
  );

  for (const template of ["score", "mlflow", "valibot"]) {
    await t.step(
      `a project of the template ${template} passes its test`,
      async () => {
        const project = join(folder, `new-${template}`);
        const made = await installed.samla([
          "init",
          project,
          "--template",
          template,
        ]);
        assertEquals(made.code, 0, made.stderr);
        // What its train.py would have written.
        if (template === "mlflow") {
          await copyFolder(IRIS, join(project, "model"));
        }
        const tested = await installed.samla([
          "test",
          join(project, "deployment.yml"),
          "--data-dir",
          join(project, "samla-data"),
        ]);
        assertEquals(tested.code, 0, tested.stdout + tested.stderr);
        assertStringIncludes(tested.stdout, "model_outputs");
      },
    );
  }

  await t.step("a script finds the packages of its node_modules", async () => {
    const project = join(folder, "node-project");
    const ms = join(project, "node_modules", "ms");
    await Deno.mkdir(ms, { recursive: true });
    await Deno.writeTextFile(
      join(project, "package.json"),
      '{"type": "module", "dependencies": {"ms": "2.1.3"}}',
    );
    await Deno.writeTextFile(
      join(ms, "package.json"),
      '{"name": "ms", "version": "2.1.3", "main": "index.js"}',
    );
    await Deno.writeTextFile(join(ms, "index.js"), "module.exports = () => 5;");
    await Deno.writeTextFile(
      join(project, "score.ts"),
      'import ms from "ms";\nimport { DataFrame } from "@samla/samla";\nexport function run() { return [ms(), DataFrame.fromColumns({ a: [1] }).length]; }\n',
    );
    const host = await installed.serve([join(project, "score.ts")]);
    assertEquals(await host.score("{}"), [5, 1]);
    assertEquals(await host.stop(), 0);
  });

  await t.step("a model is fetched from a tracking server", async () => {
    await using server = new LocalTrackingServer();
    const files: Record<string, Uint8Array<ArrayBuffer>> = {};
    for await (const { name } of Deno.readDir(IRIS)) {
      files[name] = await Deno.readFile(join(IRIS, name));
    }
    server.register("iris", "3", files);
    const host = await installed.serve(["models:/iris/3"], {
      "MLFLOW_TRACKING_URI": server.url,
    });
    assertEquals(await host.score(BODY), [0]);
    assertEquals(await host.stop(), 0);
  });

  await t.step("what is collected is delivered to a container", async () => {
    await using azurite = await Azurite.start();
    const container = await azurite.newContainer();
    const variables = {
      "AZURE_STORAGE_CONNECTION_STRING": azurite.connectionString(),
    };
    const place =
      `workspaceblobstore=${azurite.url}/${container.containerName}`;
    const host = await installed.serve([
      IRIS,
      "--collect",
      "--data-dir",
      join(folder, "shipped"),
      "--datastore",
      place,
    ], variables);
    assertEquals(await host.score(BODY), [0]);
    assertEquals(await host.stop(), 0);
    const list = await installed.samla(
      ["data", "ls", "--datastore", place],
      variables,
    );
    assertEquals(list.code, 0, list.stderr);
    assertStringIncludes(list.stdout, "model_outputs  1      1");
  });

  await t.step(
    "the engine of graphs is fetched with the first of them",
    async () => {
      const graph = projectPath("tests/golden/onnx/boosting-classifier");
      const { code, stdout, stderr } = await installed.samla([
        "inspect",
        graph,
      ]);
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, "onnx");
      assert(await installed.fetchedBytes() > 20 * MEGABYTE);
    },
  );

  await t.step("a wrong command line ends with its code", async () => {
    const flag = await installed.samla(["serve", IRIS, "--colect"]);
    assertEquals(flag.code, 1);
    assertStringIncludes(flag.stderr, "--collect");
    const bare = await installed.samla(["data", "ls", "--data-dir", "none"]);
    assertEquals(bare.code, 3);
    assertStringIncludes(bare.stderr, "serve with --collect first");
    // Node takes the flag for its own where npx is asked.
    const bin = join(folder, "node_modules", ".bin", "samla");
    const missing = await installed.run(bin, [
      "serve",
      IRIS,
      "--env-file",
      "none.env",
    ]);
    assertEquals(missing.code, 3);
    assertStringIncludes(missing.stderr, "Cannot read the file of variables");
    const path = await installed.samla(["serve", "nothing"]);
    assertEquals(path.code, 3);
    assertStringIncludes(path.stderr, "there is no such file or folder");
  });

  await t.step(
    "an old Node, and a machine without Deno, are told",
    async () => {
      const bin = join(
        folder,
        "node_modules",
        "@samla",
        "samla",
        "bin",
        "samla.cjs",
      );
      const old = await installed.run("node", [
        "-e",
        `Object.defineProperty(process.versions, "node", { value: "18.20.0" });
       require(${JSON.stringify(bin)});`,
      ]);
      assertEquals(old.code, 3);
      assertStringIncludes(
        old.stderr,
        "Node 18.20.0: install Node 20 or later",
      );
      const modules = join(folder, "node_modules");
      const binaries = [join(modules, "@deno"), join(modules, "deno", "deno")];
      for (const path of binaries) await Deno.rename(path, `${path}-away`);
      const bare = await installed.samla(["inspect", IRIS]);
      for (const path of binaries) await Deno.rename(`${path}-away`, path);
      assertEquals(bare.code, 3);
      assertStringIncludes(
        bare.stderr,
        "Cannot find Deno, which serves models",
      );
      assertEquals(bare.stderr.trim().split("\n").length, 1);
    },
  );

  await t.step("Deno installs the command where there is no Node", async () => {
    const root = join(folder, "deno-root");
    const deno = Deno.execPath();
    const main = join(folder, "node_modules/@samla/samla/launch/main.js");
    const flags = ["--global", "--quiet", "--allow-all", "--no-config"];
    const install = ["install", ...flags, "--root", root, "--name", "samla"];
    const made = await installed.run(deno, [...install, main]);
    assertEquals(made.code, 0, made.stderr);
    const path = { PATH: `${dirname(deno)}:/usr/bin:/bin` };
    const samla = join(root, "bin", "samla");
    const { code, stdout, stderr } = await installed.run(
      samla,
      ["inspect", IRIS],
      path,
    );
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "xgboost");
  });

  await t.step("what is here is said, and shells complete it", async () => {
    const data = join(folder, "doctor-data");
    const doctor = await installed.samla(["doctor", "--data-dir", data]);
    assertEquals(doctor.code, 0, doctor.stderr);
    assertStringIncludes(doctor.stdout, `${data} can be written`);
    const script = await installed.samla(["completion", "bash"]);
    assertStringIncludes(script.stdout, "complete -o filenames");
    const page = join(
      folder,
      "node_modules",
      "@samla",
      "samla",
      "man",
      "samla.1",
    );
    assertStringIncludes(await Deno.readTextFile(page), ".SH COMMANDS");
  });
});
