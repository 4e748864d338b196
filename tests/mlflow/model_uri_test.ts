import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ModelError } from "../../mlflow/errors.ts";
import { isModelUri, parseModelUri } from "../../mlflow/model_uri.ts";

const ID = "m-0dbbf503904e4ae6b33082a2e81d7786";

const READ: readonly (readonly [string, Record<string, unknown>])[] = [
  ["models:/iris/3", {
    kind: "version",
    name: "iris",
    version: "3",
    path: "",
  }],
  ["models:/iris/3/sub/folder", {
    kind: "version",
    name: "iris",
    version: "3",
    path: "sub/folder",
  }],
  ["models:/a model/1/", {
    kind: "version",
    name: "a model",
    version: "1",
    path: "",
  }],
  ["models:/iris@champion", {
    kind: "alias",
    name: "iris",
    alias: "champion",
    path: "",
  }],
  ["models:/me@home@champion/sub", {
    kind: "alias",
    name: "me@home",
    alias: "champion",
    path: "sub",
  }],
  ["models:/iris/Production", {
    kind: "stage",
    name: "iris",
    stage: "Production",
    path: "",
  }],
  ["models:/iris/LATEST", {
    kind: "stage",
    name: "iris",
    stage: undefined,
    path: "",
  }],
  [`models:/${ID}`, { kind: "logged", modelId: ID, path: "" }],
  ["runs:/0ab1/model", { kind: "run", runId: "0ab1", path: "model" }],
  ["mlflow-artifacts:/0/models/x", {
    kind: "artifact",
    host: undefined,
    path: "0/models/x",
  }],
  ["mlflow-artifacts://127.0.0.1:5000/0/x", {
    kind: "artifact",
    host: "127.0.0.1:5000",
    path: "0/x",
  }],
  [
    "https://example.com/base/api/2.0/mlflow-artifacts/artifacts/0/a%20b",
    { kind: "http", server: "https://example.com/base", path: "0/a b" },
  ],
];

for (const [text, uri] of READ) {
  Deno.test(`the model URI ${text} is read`, () => {
    assert(isModelUri(text));
    assertEquals({ ...parseModelUri(text) }, uri);
  });
}

const REFUSED = [
  "models:/",
  "models:iris/1",
  "models:/iris",
  "models:/iris@",
  "models:/@champion",
  "models:/iris/ ",
  "models://databricks/iris/1",
  "models:/iris/1/../../x",
  "models:/iris/1/a//b",
  "models:/iris/1/a\\..\\b",
  "runs:/0ab1",
  "runs:/../x",
  "runs:/0ab1/..",
  "mlflow-artifacts:/",
  "mlflow-artifacts:/../secret",
  "mlflow-artifacts:/a/C:/b",
  "https://example.com/model.zip",
  "https://example.com/api/2.0/mlflow-artifacts/artifacts/",
  "https://example.com/api/2.0/mlflow-artifacts/artifacts/..%2f..%2fx",
  "https://example.com/api/2.0/mlflow-artifacts/artifacts/%ff",
  "s3://bucket/model",
];

for (const text of REFUSED) {
  Deno.test(`the model URI ${text} is refused`, () => {
    assertThrows(() => parseModelUri(text), ModelError);
  });
}

Deno.test("a path is not a model URI", () => {
  for (const text of ["iris", "./models", "C:\\models", "s3://bucket/model"]) {
    assertFalse(isModelUri(text));
  }
});

Deno.test("a password in a model URI is refused and not repeated", () => {
  const path = "api/2.0/mlflow-artifacts/artifacts/0/x";
  for (
    const text of [
      `https://me:hunter2@example.com/${path}`,
      "mlflow-artifacts://me:hunter2@example.com/0/x",
    ]
  ) {
    const error = assertThrows(() => parseModelUri(text), ModelError);
    assertFalse(String(error).includes("hunter2"));
  }
});
