import { assertEquals } from "@std/assert";
import { createApp } from "../../../runtime/app.ts";
import { packAnswer } from "../../../runtime/codings/pack_answer.ts";
import { ZLIB_CODINGS } from "../../../runtime/host/codings/zlib_codings.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import { PlainResponse } from "../../../runtime/plain_response.ts";
import {
  linesOf,
  memoryDeployment,
} from "../../collector/memory_deployment.ts";

const LONG = "row;".repeat(500);

async function ask(
  run: (text: string) => unknown,
  accept: string | undefined,
  init: RequestInit = { method: "POST", body: "{}" },
): Promise<Response> {
  const model = await openModule({ run }, { name: "test" });
  const app = createApp(model, { codings: ZLIB_CODINGS });
  return await app.fetch(
    new Request("http://localhost/score", {
      ...init,
      headers: accept === undefined ? {} : { "accept-encoding": accept },
    }),
  );
}

/** How an answer is packed, whether its content is what it was, and what caches are told. */
async function seen(response: Response, content: string) {
  const { headers } = response;
  const coding = headers.get("content-encoding");
  const bytes = await response.bytes();
  const decoded = coding === null
    ? { status: "decoded", body: bytes } as const
    : await ZLIB_CODINGS[coding]!.decode(bytes, 1_000_000);
  const isSame = decoded.status === "decoded" &&
    new TextDecoder().decode(decoded.body) === content;
  return [
    coding ?? "plain",
    isSame ? "the same" : "another",
    headers.get("vary") ?? "no vary",
  ];
}

for (const name of Object.keys(ZLIB_CODINGS)) {
  Deno.test(`packAnswer packs a long answer with ${name} for who asks for it`, async () => {
    const response = await ask(() => LONG, name);
    assertEquals(response.status, 200);
    assertEquals(await seen(response, JSON.stringify(LONG)), [
      name,
      "the same",
      "Accept-Encoding",
    ]);
    const longer = "row;".repeat(200_000);
    const slow = await ask(() => longer, name);
    assertEquals((await seen(slow, JSON.stringify(longer)))[0], name);
  });
}

for (
  const [what, accept, coding, vary] of [
    ["nobody asks", undefined, "plain", "Accept-Encoding"],
    ["it is better as it is", "identity", "plain", "Accept-Encoding"],
    ["the coding is unknown", "snappy", "plain", "Accept-Encoding"],
    ["nothing is taken", "*;q=0", "plain", "Accept-Encoding"],
    ["another is liked better", "gzip;q=0.1, br", "br", "Accept-Encoding"],
  ] as const
) {
  Deno.test(`packAnswer gives a long answer ${coding} where ${what}`, async () => {
    const response = await ask(() => LONG, accept);
    assertEquals(await seen(response, JSON.stringify(LONG)), [
      coding,
      "the same",
      vary,
    ]);
  });
}

Deno.test("packAnswer leaves short answers as they are, unless that is refused", async () => {
  const short = "x".repeat(1021);
  const text = JSON.stringify(short);
  assertEquals(await seen(await ask(() => short, "gzip"), text), [
    "plain",
    "the same",
    "no vary",
  ]);
  const limit = await ask(() => short + "x", "gzip");
  assertEquals(limit.headers.get("content-encoding"), "gzip");
  const refused = await ask(() => short, "gzip, identity;q=0");
  assertEquals(await seen(refused, text), [
    "gzip",
    "the same",
    "Accept-Encoding",
  ]);
});

for (
  const [what, headers, coding] of [
    ["CSV", { "content-type": "text/csv" }, "gzip"],
    ["a vendor's JSON", { "content-type": "application/a.b+json" }, "gzip"],
    ["lines of JSON", { "content-type": "application/x-ndjson" }, "gzip"],
    ["an image", { "content-type": "image/png" }, "plain"],
    ["bytes", { "content-type": "application/octet-stream" }, "plain"],
    ["what looks like JSON", { "content-type": "application/jsonx" }, "plain"],
    ["events", { "content-type": "text/event-stream" }, "plain"],
    ["what is packed", { "content-encoding": "gzip" }, "as it was"],
    ["what has a tag", { etag: '"1"' }, "plain"],
    ["a part", { "content-range": "bytes 0-1/2" }, "plain"],
    ["what must not be changed", { "cache-control": "no-transform" }, "plain"],
  ] as const
) {
  Deno.test(`packAnswer, asked for gzip, gives ${what} ${coding}`, () => {
    const response = new PlainResponse(LONG, {
      headers: { "content-type": "text/plain", ...headers },
    });
    const packed = packAnswer(
      response,
      new Request("http://localhost", {
        headers: { "accept-encoding": "gzip" },
      }),
      ZLIB_CODINGS,
    );
    if (coding === "gzip") {
      assertEquals(
        (packed as Response).headers.get("content-encoding"),
        coding,
      );
    } else assertEquals(packed, response);
  });
}

Deno.test("packAnswer gives streams, and a script's own response, as they come", async () => {
  async function* parts() {
    for (let i = 0; i < 3; i++) yield await Promise.resolve(LONG);
  }
  for (
    const run of [
      parts,
      () => new Response(LONG.repeat(3)),
      () => ReadableStream.from([new TextEncoder().encode(LONG.repeat(3))]),
    ]
  ) {
    const response = await ask(run, "gzip");
    assertEquals(await seen(response, LONG.repeat(3)), [
      "plain",
      "the same",
      "no vary",
    ]);
  }
});

Deno.test("packAnswer packs the answer to GET, and none to HEAD", async () => {
  const get = await ask(() => LONG, "gzip", { method: "GET" });
  assertEquals((await seen(get, JSON.stringify(LONG)))[0], "gzip");
  const model = await openModule({ run: () => 1 }, { name: "test" });
  const app = createApp(model);
  const headers = { "accept-encoding": "gzip" };
  const url = "http://localhost/swagger.json";
  const described = await app.fetch(new Request(url, { headers }));
  assertEquals(described.headers.get("content-encoding"), "gzip");
  const head = await app.fetch(new Request(url, { method: "HEAD", headers }));
  assertEquals(
    [head.status, head.headers.get("content-encoding")],
    [200, null],
  );
  await head.body?.cancel();
});

Deno.test("packAnswer packs what was collected before: events hold bodies as they were scored", async () => {
  const { deployment, spool } = memoryDeployment({
    collections: { request: { enabled: true }, response: { enabled: true } },
  });
  const model = await openModule({ run: () => LONG }, { name: "test" });
  const app = createApp(model, { codings: ZLIB_CODINGS, deployment });
  const body = await ZLIB_CODINGS.br!.encode(new TextEncoder().encode("[1]"));
  const response = await app.fetch(
    new Request("http://localhost/score", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "content-encoding": "br",
        "accept-encoding": "zstd",
      },
    }),
  );
  assertEquals((await seen(response, JSON.stringify(LONG)))[0], "zstd");
  deployment.commit();
  const collected = (name: string) =>
    linesOf(spool, name).map(({ data }) => data);
  assertEquals(collected("request"), [[1]]);
  assertEquals(collected("response").map(String), [LONG]);
});
