import { assertEquals, assertStringIncludes } from "@std/assert";
import { ProjectCopy } from "./project_copy.ts";

const FLAVOR = `
import { DataFrame, Tensor } from "../../frame/mod.ts";
import type { ArtifactStore } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import type { Flavor, Predictor } from "../flavor.ts";

/** Models that answer the same number to every row. */
export const constant: Flavor = { name: "constant", open };

async function open(store: ArtifactStore): Promise<Predictor> {
  const text = new TextDecoder().decode(await store.read("model.json"));
  const answer: unknown = JSON.parse(text)["constant"];
  if (typeof answer !== "number") {
    throw new ModelError('Cannot read model.json: "constant" is not a number');
  }
  return {
    summary: { library: "constant 1.0", structure: [\`Constant of \${answer}\`] },
    predict(input) {
      const length = input instanceof DataFrame ? input.length : 1;
      return new Tensor("float64", [length], new Float64Array(length).fill(answer));
    },
    async [Symbol.asyncDispose]() {},
  };
}
`;

const MLMODEL = `flavors:
  constant:
    data: model.json
signature:
  inputs: '[{"name": "x", "type": "double", "required": true}]'
`;

const LIST = "mlflow/flavors/all_flavors.ts";

Deno.test("a flavor that is added by its recipe passes the golden test, is inspected and is served", async () => {
  await using copy = await ProjectCopy.make();
  await copy.addFile("mlflow/flavors/constant.ts", FLAVOR);
  await copy.addLine(
    LIST,
    'from "../flavor.ts";',
    'import { constant } from "./constant.ts";',
  );
  await copy.addLine(LIST, "    sklearn,", "    constant,");
  const golden = (answer: number) => ({
    "MLmodel": MLMODEL,
    "model.json": '{"constant": 42}',
    "golden.json": JSON.stringify({
      about: "Two rows",
      tolerance: "bits",
      inputs: { rows: frame([1, 2]) },
      calls: [{
        input: "rows",
        output: {
          kind: "tensor",
          ...float64([answer, answer]),
        },
      }],
    }),
  });
  for (const [name, answer] of [["right", 42], ["wrong", 43]] as const) {
    for (const [file, text] of Object.entries(golden(answer))) {
      await copy.addFile(`tests/golden/constant/${name}/${file}`, text);
    }
  }

  const test = await copy.deno(
    "test",
    "--allow-read",
    "--allow-env",
    "--filter=constant answers as the library",
    "tests/mlflow/flavors/golden_test.ts",
  );
  assertStringIncludes(test.output, "1 passed | 1 failed");
  assertStringIncludes(test.output, "element 0 is 42, recorded 43");

  await copy.addFile("tests/served_test.ts", SERVED);
  const served = await copy.deno(
    "test",
    "-A",
    "--no-check",
    "tests/served_test.ts",
  );
  assertEquals(served.code, 0, served.output);
});

const SERVED = `
import { assertEquals, assertStringIncludes } from "@std/assert";
import { HostProcess, runSamla } from "./tools/host_process.ts";
import { projectPath } from "./tools/paths.ts";

Deno.test("a constant is inspected and served", async () => {
  const dataDir = await Deno.makeTempDir();
  const model = projectPath("tests/golden/constant/right");
  const { stdout } = await runSamla(dataDir, ["inspect", model]);
  assertStringIncludes(stdout, "Constant of 42");
  await using host = await HostProcess.start(dataDir, [model]);
  const answer = await fetch(\`\${host.address}/invocations\`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"dataframe_records": [{"x": 1}, {"x": 2}]}',
  });
  assertEquals(await answer.json(), { predictions: [42, 42] });
  await host.stop();
  await Deno.remove(dataDir, { recursive: true });
});
`;

function frame(values: readonly number[]) {
  return { kind: "frame", columns: [{ name: "x", ...float64(values) }] };
}

function float64(values: readonly number[]) {
  const bytes = new Uint8Array(Float64Array.from(values).buffer);
  return { dtype: "float64", shape: [values.length], base64: bytes.toBase64() };
}
