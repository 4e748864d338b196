import { assert, assertEquals, assertFalse } from "@std/assert";
import { isLong } from "../../../mlflow/mod.ts";
import type { AskedModel } from "../../../runtime/protocol.ts";
import { AZURE } from "../../../runtime/protocols/azure.ts";
import { MLFLOW } from "../../../runtime/protocols/mlflow.ts";
import { OPEN_INFERENCE } from "../../../runtime/protocols/open_inference.ts";

const MODEL: AskedModel = {
  name: "model",
  signature: undefined,
  compatibility: "strict",
};

Deno.test("a body is long above a mebibyte", () => {
  assertFalse(isLong(new Uint8Array(2 ** 20)));
  assert(isLong(new Uint8Array(2 ** 20 + 1)));
});

Deno.test("every protocol reads a long body in turns, and a short one at once", async () => {
  const spaces = " ".repeat(2 ** 20);
  const bodies = [
    [MLFLOW, "application/json", '{"inputs": [[0.5]]}'],
    [MLFLOW, "text/csv", "a\n0.5\n"],
    [AZURE, "application/json", '{"input_data": [[0.5]]}'],
    [
      OPEN_INFERENCE,
      "application/json",
      '{"inputs": [{"name": "a", "shape": [1], "datatype": "FP64", "data": [0.5]}]}',
    ],
  ] as const;
  for (const [protocol, contentType, text] of bodies) {
    for (const [body, isPromise] of [[text, false], [text + spaces, true]]) {
      const read = protocol.read(
        {
          method: "POST",
          url: "http://localhost",
          headers: new Headers(),
          contentType,
          body: new TextEncoder().encode(String(body)),
        },
        MODEL,
        {},
      );
      assertEquals(
        read instanceof Promise,
        isPromise,
        `${contentType} ${text}`,
      );
      await read;
    }
  }
});
