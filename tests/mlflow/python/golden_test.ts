import { assertEquals } from "@std/assert";
import { readPythonModel } from "../../../mlflow/python/read_python_model.ts";
import { describeValue, normalised } from "./describe_value.ts";

const golden = new URL("../../golden/python/", import.meta.url);

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
    Deno.test(`${name}/${file} says what Python saved to it`, async () => {
      const bytes = await Deno.readFile(new URL(file, folder));
      const value = await readPythonModel(bytes, file);
      assertEquals(normalised(describeValue(value)), normalised(expected));
    });
  }
}
