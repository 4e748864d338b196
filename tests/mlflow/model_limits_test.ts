import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ModelError } from "../../mlflow/errors.ts";
import { parseMlmodel } from "../../mlflow/mlmodel.ts";
import { memoryLimit } from "../../mlflow/model_limits.ts";
import { readXgboostModel } from "../../mlflow/flavors/xgboost/read_xgboost_model.ts";
import { readPythonModel } from "../../mlflow/python/read_python_model.ts";
import { PickleWriter } from "./python/pickle_writer.ts";
import { writeZip } from "./python/zip_writer.ts";

const MIB = 2 ** 20;
const ENCODER = new TextEncoder();

Deno.test("a file may take 256 MiB and twenty times its size, or what the host was told", () => {
  assertEquals(memoryLimit(1000), 256 * MIB + 20_000);
  assertEquals(memoryLimit(1000, { maxModelBytes: 5 }), 5);
});

Deno.test("a pickle of more lists than the limit allows is refused, and read with a higher one", async () => {
  const file = new PickleWriter().repeat(100_000, 0x5d).end();
  await assertRejects(
    () => readPythonModel(file, "model.pkl", { maxModelBytes: MIB }),
    ModelError,
    "take more than 1048576 bytes of memory; if the model is really so large, say so with --max-model-mb",
  );
  assertEquals(
    await readPythonModel(file, "model.pkl", { maxModelBytes: 100 * MIB }),
    [],
  );
});

Deno.test("a ZIP archive whose files become more than the limit is refused before they are unpacked", async () => {
  const zeros = new Uint8Array(4 * MIB);
  const file = writeZip([
    { name: "schema.json", bytes: ENCODER.encode("{}") },
    { name: "a.npy", bytes: zeros },
    { name: "b.npy", bytes: zeros },
  ]);
  await assertRejects(
    () => readPythonModel(file, "model.skops", { maxModelBytes: 6 * MIB }),
    ModelError,
    "--max-model-mb",
  );
});

Deno.test("an archive within the archive counts with it", async () => {
  const inner = writeZip([{ name: "a.npy", bytes: new Uint8Array(4 * MIB) }]);
  const file = writeZip([
    { name: "schema.json", bytes: ENCODER.encode("{}") },
    { name: "a.npz", bytes: inner },
    { name: "b.npz", bytes: inner },
  ]);
  await assertRejects(
    () => readPythonModel(file, "model.skops", { maxModelBytes: 14 * MIB }),
    ModelError,
    "--max-model-mb",
  );
});

Deno.test("the values of schema.json count before they are parsed", async () => {
  const schema = `{"a":[${"0,".repeat(100_000)}0]}`;
  const file = writeZip([
    { name: "schema.json", bytes: ENCODER.encode(schema) },
  ]);
  await assertRejects(
    () => readPythonModel(file, "model.skops", { maxModelBytes: MIB }),
    ModelError,
    "the values of schema.json take more than 1048576 bytes",
  );
});

Deno.test("an MLmodel of more characters than the limit allows is refused, and read with a higher one", () => {
  const text = `flavors: {}\n# ${"x".repeat(7 * MIB)}`;
  assertThrows(
    () => parseMlmodel(text, "m/MLmodel"),
    ModelError,
    "are read; if the model is really so large, say so with --max-model-mb",
  );
  const { flavors } = parseMlmodel(text, "m/MLmodel", {
    maxModelBytes: 500 * MIB,
  });
  assertEquals(flavors.size, 0);
});

Deno.test("an MLmodel of many keys is read in time that grows as they do, and one that stands twice is named", () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `key_${i}: v\n`);
  const text = `flavors: {}\n${keys.join("")}`;
  assertEquals(Object.keys(parseMlmodel(text, "MLmodel").keys).length, 20_001);
  assertThrows(
    () => parseMlmodel(`${text}key_7: w\n`, "MLmodel"),
    ModelError,
    'line 20002: key "key_7": it is there twice; keep one',
  );
});

Deno.test("an XGBoost model of deep JSON is refused before memory is taken", () => {
  const text = `{"learner":${"[".repeat(1000)}`;
  assertThrows(
    () => readXgboostModel(ENCODER.encode(text), "model.json"),
    ModelError,
    "nested deeper than 500 levels",
  );
});
