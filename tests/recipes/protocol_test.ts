import { assertEquals } from "@std/assert";
import { ProjectCopy } from "./project_copy.ts";

const PROTOCOL = `
import { readAzureInput, writeAzureAnswer } from "../../mlflow/mod.ts";
import { STATUS_OF } from "../errors.ts";
import { TEXT_SCHEMA } from "../openapi/json_content.ts";
import type { Protocol } from "../protocol.ts";
import { MODEL_ANSWERS } from "../routes/model_answers.ts";
import type { Route } from "../routes/route.ts";

/** \`POST /plain\`: numbers between commas, a row a line; the answer is one line. */
export const PLAIN: Protocol<"plain"> = {
  name: "plain",
  mount(app, host) {
    app.post("/plain", ({ req }) => host.answer(req.raw, ROUTE));
  },
  describe: () => [{
    method: "post",
    path: "/plain",
    tag: "Plain",
    summary: "Score",
    body: { "text/plain": TEXT_SCHEMA },
    answers: {
      200: { description: "One line.", content: { "text/plain": TEXT_SCHEMA } },
    },
  }],
  read({ body, contentType }, { signature }) {
    const lines = new TextDecoder().decode(body).trim().split("\\n");
    const rows = lines.map((line) => line.split(",").map(Number));
    const text = new TextEncoder().encode(JSON.stringify({ input_data: rows }));
    return readAzureInput(text, contentType, signature);
  },
  write: (prediction) => ({
    status: 200,
    contentType: "text/plain",
    body: writeAzureAnswer(prediction) + "\\n",
  }),
};

const ROUTE: Route = {
  ...MODEL_ANSWERS,
  path: "/plain",
  failed: ({ code, message }, headers) =>
    new Response(message + "\\n", { status: STATUS_OF[code], headers }),
};
`;

const LINE = `export { PLAIN } from "./plain.ts";`;

const TEST = `
import { assertEquals, assertStringIncludes } from "@std/assert";
import { xgboost } from "../../../mlflow/flavors/xgboost.ts";
import { directoryStore } from "../../../mlflow/host/directory_store.ts";
import { loadModel } from "../../../mlflow/mod.ts";
import { createApp } from "../../../runtime/app.ts";
import { mlflowModel } from "../../../runtime/models/mlflow_model.ts";
import type { ProtocolName } from "../../../runtime/protocols.ts";

const NAME: ProtocolName = "plain";

Deno.test("numbers between commas are answered with one line", async () => {
  const iris = await loadModel(directoryStore("examples/iris"), [
    xgboost,
  ]);
  await using model = mlflowModel(iris, { name: "iris" });
  assertEquals(model.protocols.includes(NAME), true);
  const app = createApp(model);
  const ask = (body: string) =>
    app.fetch(new Request("http://localhost/plain", { method: "POST", body }));
  const answer = await ask("5.1,3.5,1.4,0.2\\n6.7,3.0,5.2,2.3\\n");
  assertEquals(await answer.text(), "[0, 2]\\n");
  assertEquals(answer.headers.get("content-type"), "text/plain");
  const told = await app.fetch(new Request("http://localhost/openapi.json"));
  assertEquals("/plain" in (await told.json()).paths, true);
  const refused = await ask("5.1");
  assertEquals(refused.status, 400);
  assertStringIncludes(await refused.text(), "column");
});
`;

Deno.test("a protocol is one file, one line in the list, and its test", async () => {
  await using copy = await ProjectCopy.make();
  await copy.addFile("runtime/protocols/plain.ts", PROTOCOL);
  await copy.addLine("runtime/protocols/mod.ts", "OPEN_INFERENCE", LINE);
  await copy.addFile("tests/runtime/protocols/plain_test.ts", TEST);
  const { code, output } = await copy.deno(
    "test",
    "--allow-read",
    "--allow-env",
    "tests/runtime/protocols/plain_test.ts",
  );
  assertEquals(code, 0, output);
});
