import { assertEquals, assertRejects } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { readPythonModel } from "../../../mlflow/python/read_python_model.ts";
import { describeValue, normalised } from "./describe_value.ts";

const golden = new URL("../../golden/python/", import.meta.url);

/** Compressions that are refused, by name. */
const REFUSED = new Map([["bz2.joblib", "bz2"], ["lzma.joblib", "lzma"]]);

for (const environment of Deno.readDirSync(golden)) {
  if (!environment.isDirectory) continue;
  const folder = new URL(`${environment.name}/`, golden);
  for (const { name } of Deno.readDirSync(folder)) {
    testCase(`${environment.name}/${name}`, new URL(`${name}/`, folder));
  }
}

function testCase(name: string, folder: URL): void {
  const expected: unknown = JSON.parse(
    Deno.readTextFileSync(new URL("description.json", folder)),
  );
  const files = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((file) => file !== "description.json").sort();
  for (const file of files) {
    const refused = REFUSED.get(file);
    Deno.test(
      refused === undefined
        ? `${name}/${file} says what Python saved to it`
        : `${name}/${file} is refused, and the sentence names ${refused}`,
      async () => {
        const bytes = await Deno.readFile(new URL(file, folder));
        if (refused === undefined) {
          const value = await readPythonModel(bytes, file);
          assertEquals(normalised(describeValue(value)), normalised(expected));
        } else {
          await assertRejects(
            () => readPythonModel(bytes, file),
            ModelError,
            `${refused} compression is not read`,
          );
        }
      },
    );
  }
}
