import { assert, assertEquals, assertMatch } from "@std/assert";
import * as v from "valibot";
import { type App, createApp } from "../../../runtime/app.ts";
import type { AppOptions } from "../../../runtime/app_settings.ts";
import { openModule } from "../../../runtime/models/module_model.ts";

async function appOf(
  module: Record<string, unknown>,
  options: AppOptions = {},
): Promise<App> {
  return createApp(await openModule(module, { name: "test" }), options);
}

async function post(
  app: App,
  body: BodyInit | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await app.fetch(
    new Request("http://localhost/score", { method: "POST", body, headers }),
  );
}

const object = await appOf({
  input: v.object({ num: v.number(), size: v.optional(v.number(), 10) }),
  run: (value: { num: number; size: number }) => [value.num, value.size],
});
const JSON_TYPE = { "content-type": "application/json" };

for (
  const [label, body, headers, status, expected] of [
    ["a value", '{"num": 1}', JSON_TYPE, 200, [1, 10]],
    ["an extra key", '{"num": 1, "nums": 2}', JSON_TYPE, 200, [1, 10]],
    [
      "a vendor's JSON",
      '{"num": 1}',
      { "content-type": "application/vnd.x+json" },
      200,
      [1, 10],
    ],
    [
      "capitals and charset",
      '{"num": 1}',
      { "content-type": "APPLICATION/JSON; charset=utf-8" },
      200,
      [1, 10],
    ],
    ["a missing key", '{"a": 1}', JSON_TYPE, 400, /'num' parameter/],
    [
      "a wrong type",
      '{"num": "secret"}',
      JSON_TYPE,
      400,
      /"num": expected number, found a string/,
    ],
    ["a list", "[1]", JSON_TYPE, 400, /should be a JSON dictionary/],
    ["no body", "", JSON_TYPE, 400, /body is empty/],
    ["bad JSON", "{", JSON_TYPE, 400, /could not be decoded as JSON/],
    ["no type", "", {}, 415, /Expects Content-Type to be application\/json/],
    [
      "another type",
      "{}",
      { "content-type": "application/jsonx" },
      415,
      /Expects/,
    ],
  ] as const
) {
  Deno.test(`object mode, ${label}: ${status}`, async () => {
    const bytes = new TextEncoder().encode(body);
    const response = await post(object, bytes, headers);
    assertEquals(response.status, status);
    const answer = await response.json();
    if (expected instanceof RegExp) {
      assertMatch(answer.message, expected);
      assert(!answer.message.includes("secret"), "a value was echoed");
    } else assertEquals<unknown>(answer, expected);
  });
}

Deno.test("object mode takes a query", async () => {
  const response = await object.fetch(
    new Request("http://localhost/score?num=10"),
  );
  assertEquals(await response.json(), [10, 10]);
});

Deno.test("raw mode gets the request and answers a stream", async () => {
  const app = await appOf({
    raw: true,
    async run(request: Request) {
      const text = `${request.method} ${
        new URL(request.url).search
      } ${await request
        .text()}`;
      return new Response(text);
    },
  });
  assertEquals(await (await post(app, "[1, 2]")).text(), "POST  [1, 2]");
  const get = await app.fetch(new Request("http://localhost/score?a=1&b=x"));
  assertEquals(await get.text(), "GET ?a=1&b=x ");
  const options = await app.fetch(
    new Request("http://localhost/score", { method: "OPTIONS" }),
  );
  assertMatch(await options.text(), /^OPTIONS/);
});

for (
  const [module, reason] of [
    [{}, /no function "run"/],
    [{ run: 1 }, /no function "run"/],
    [{ run() {}, init: 1 }, /"init" is a number/],
    [{ run() {}, input: {} }, /"input" is not a valibot schema/],
    [{ run() {}, raw: true, input: v.object({}) }, /both "raw" and "input"/],
  ] as const
) {
  Deno.test(`a module is refused: ${reason.source}`, async () => {
    let message = "";
    try {
      await openModule(module, { name: "bad" });
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    assertMatch(message, reason);
  });
}

Deno.test("/swagger.json describes a schema in three versions and refuses others", async () => {
  const get = async (query: string) =>
    await (await object.fetch(
      new Request(`http://localhost/swagger.json${query}`),
    )).json();
  assertEquals((await get("")).swagger, "2.0");
  assertEquals((await get("?version=2")).swagger, "2.0");
  assertEquals((await get("?version=3")).openapi, "3.0.3");
  assertEquals(await get("?version=3.0"), await get("?version=3"));
  assertEquals((await get("?version=3.1")).openapi, "3.1.0");
  assertEquals(await get("?version=3.0a"), {
    message:
      "Swagger version [3.0a] is not valid. Supported versions: [2, 3, 3.1].",
  });
  const { definitions } = await get("");
  assertEquals(definitions.ServiceInput.properties.num, { type: "number" });
  const plain = await (await appOf({ run: () => 1 })).fetch(
    new Request("http://localhost/swagger.json"),
  );
  assertEquals((await plain.json()).definitions.ServiceInput, {
    type: "object",
    example: {},
  });
});
