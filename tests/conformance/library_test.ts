import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { InstalledPackage } from "../tools/installed_package.ts";

/** A program that uses the library on Node, by an application of its own. */
const NODE_PROGRAM = `
import { createApp, DataFrame, loadModel, memoryStore, mlflowModel } from "@samla/samla";
const flavor = {
  name: "echo",
  open: async () => ({
    summary: { library: "echo", structure: [] },
    predict: (input) => input,
    [Symbol.asyncDispose]: async () => {},
  }),
};
const store = memoryStore({
  MLmodel: "flavors:\\n  echo: {}\\n  python_function: {loader_module: mlflow.echo}\\n",
});
const model = mlflowModel(await loadModel(store, [flavor]), { name: "echo" });
const app = createApp(model);
const ask = (path, body, headers = {}) =>
  app.fetch(new Request("http://localhost" + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  }));
const small = await ask("/invocations", { inputs: [[1.5, 2.5]] });
const half = await ask("/v2/models/echo/infer", {
  inputs: [{ name: "x", shape: [2], datatype: "FP16", data: [1.5, 65504] }],
});
const long = await ask(
  "/invocations",
  { inputs: Array(300000).fill(1.5) },
  { "accept-encoding": "gzip" },
);
console.log(JSON.stringify({
  length: DataFrame.fromColumns({ a: [1, 2] }).length,
  small: await small.text(),
  half: (await half.json()).outputs[0].data,
  long: [long.status, long.headers.get("content-encoding")],
}));
await model[Symbol.asyncDispose]();
`;

const TYPED_PROGRAM = `
import { Collector, createApp, DataFrame, type ScoringModel } from "@samla/samla";
const frame: DataFrame = DataFrame.fromColumns({ a: [1, 2] });
const length: number = frame.length;
// @ts-expect-error It is no text.
const wrong: string = frame.length;
export const all = [new Collector({ name: "model_inputs" }), length, wrong];
export const appOf = (model: ScoringModel) => createApp(model);
`;

Deno.test("the package is a library for Node", async (t) => {
  await using installed = await InstalledPackage.install();
  const { folder } = installed;

  await t.step("the library runs on Node", async () => {
    await Deno.writeTextFile(join(folder, "app.mjs"), NODE_PROGRAM);
    const { code, stdout, stderr } = await installed.run("node", ["app.mjs"]);
    assertEquals(code, 0, stderr);
    assertEquals(JSON.parse(stdout), {
      length: 2,
      small: '{"predictions": [[1.5, 2.5]]}',
      half: [1.5, 65504],
      long: [200, "gzip"],
    });
  });

  await t.step("a project's editor and deno check find it", async () => {
    const project = join(folder, "project");
    await installed.samla(["init", project]);
    await Deno.symlink(
      join(folder, "node_modules"),
      join(project, "node_modules"),
    );
    await Deno.writeTextFile(
      join(project, "package.json"),
      '{"dependencies": {"@samla/samla": "0.1.0"}}',
    );
    const args = ["check", join(project, "score.ts")];
    const checked = await installed.run(Deno.execPath(), args);
    assertEquals(checked.code, 0, checked.stderr);
  });

  await t.step("the library has types", async () => {
    await Deno.writeTextFile(join(folder, "typed.mts"), TYPED_PROGRAM);
    await installed.run("npm", ["install", "--no-audit", "typescript@5.9.3"]);
    const checked = await installed.run("npx", [
      "tsc",
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "typed.mts",
    ]);
    assertEquals([checked.code, checked.stdout], [0, ""]);
  });
});
