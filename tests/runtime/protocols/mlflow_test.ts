import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Hono } from "hono";
import { isLong } from "../../../mlflow/mod.ts";
import type { AppSettings } from "../../../runtime/app_settings.ts";
import type { AskedModel } from "../../../runtime/protocol.ts";
import { AZURE } from "../../../runtime/protocols/azure.ts";
import { KSERVE_V1 } from "../../../runtime/protocols/kserve_v1.ts";
import { MLFLOW } from "../../../runtime/protocols/mlflow.ts";
import type { Route } from "../../../runtime/routes/route.ts";
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
    [KSERVE_V1, "text/plain", '{"instances": [[0.5]]}'],
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

Deno.test("what the host itself refuses has a status of its own", () => {
  const model = { name: "model", api: { input: {}, output: {} } };
  let route: Route | undefined;
  MLFLOW.mount(
    {
      post: (_path: string, handler: (context: unknown) => unknown) => {
        handler({ req: {} });
      },
    } as unknown as Hono,
    {
      model,
      settings: {} as AppSettings,
      answer: (_request, given) => {
        route = given;
        return Promise.resolve(new Response());
      },
    },
  );
  const codes = ["too-many-requests", "unavailable", "too-large"] as const;
  const statuses = codes.map((code) =>
    route!.failed({ code, message: "no" }, {}).status
  );
  assertEquals(statuses, [429, 503, 413]);
});
