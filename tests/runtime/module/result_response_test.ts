import { assertEquals, assertMatch } from "@std/assert";
import { createApp } from "../../../runtime/app.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import { recordingLogger } from "../../tools/recording_logger.ts";

const TEXT = "text/plain; charset=utf-8";
const LINES = "application/x-ndjson";
const BYTES = "application/octet-stream";

async function answerTo(result: () => unknown) {
  const { log, errors } = recordingLogger();
  const model = await openModule({ run: result }, { name: "test" });
  const app = createApp(model, { log });
  const response = await app.fetch(
    new Request("http://localhost/score", { method: "POST", body: "" }),
  );
  return { response, errors };
}

async function* later(...parts: unknown[]): AsyncGenerator<unknown> {
  for (const part of parts) yield await Promise.resolve(part);
}

function* soon(...parts: unknown[]): Generator<unknown> {
  yield* parts;
}

function hexOf(text: string): string {
  return new TextEncoder().encode(text).toHex();
}

const bytes = Uint8Array.of(0, 255, 10);

Deno.test("a response is sent as what run returned is: streams, generators, blobs, bytes", async (t) => {
  const sent: readonly (readonly [string, () => unknown, string, string])[] = [
    ["a stream of text", () => ReadableStream.from(["a", "é"]), TEXT, "61c3a9"],
    ["a stream of bytes", () => ReadableStream.from([bytes]), BYTES, "00ff0a"],
    ["an async generator of text", () => later("a", "", "b"), TEXT, "6162"],
    [
      "an async generator of bytes",
      () => later(bytes, bytes.buffer),
      BYTES,
      "00ff0a00ff0a",
    ],
    ["a generator", () => soon("a", "b"), TEXT, "6162"],
    ["a generator of promises", () => soon(Promise.resolve("a")), TEXT, "61"],
    ["an iterator", () => ["a", "b"].values(), TEXT, "6162"],
    ["an iterator that gives nothing", () => soon(), BYTES, ""],
    [
      "an async generator of values",
      () => later({ a: 1 }, null, "b", [2n]),
      LINES,
      hexOf('{"a":1}\nnull\n"b"\n[2]\n'),
    ],
    ["an iterator of numbers", () => [1, 2].values(), LINES, hexOf("1\n2\n")],
    ["text, then bytes", () => later("a", bytes), TEXT, "6100ff0a"],
    [
      "an async iterable",
      () => ({ [Symbol.asyncIterator]: () => later("a") }),
      TEXT,
      "61",
    ],
    [
      "a blob with a type",
      () => new Blob(["a"], { type: "image/png" }),
      "image/png",
      "61",
    ],
    ["a blob without a type", () => new Blob([bytes]), BYTES, "00ff0a"],
    ["an ArrayBuffer", () => bytes.buffer, BYTES, "00ff0a"],
    ["a Uint8Array", () => bytes.subarray(1), BYTES, "ff0a"],
    ["a DataView", () => new DataView(bytes.buffer, 1, 1), BYTES, "ff"],
    [
      "a promise of a stream",
      () => Promise.resolve(ReadableStream.from(["a"])),
      TEXT,
      "61",
    ],
    [
      "what has a then",
      () => ({ then: (done: (value: string) => void) => done("a") }),
      "application/json",
      "226122",
    ],
    [
      "numbers of 8 bytes",
      () => Float64Array.of(0.5),
      "application/json",
      "5b302e355d",
    ],
  ];
  for (const [label, result, type, hex] of sent) {
    await t.step(label, async () => {
      const { response, errors } = await answerTo(result);
      assertEquals([response.status, errors], [200, []]);
      assertEquals(response.headers.get("content-type"), type);
      assertEquals(response.headers.get("x-ms-run-function-failed"), "False");
      assertEquals((await response.bytes()).toHex(), hex);
    });
  }
});

Deno.test("a response that cannot be sent is 500, and the log names the type", async (t) => {
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ["FormData", () => new FormData(), /it is a FormData, /],
    [
      "URLSearchParams",
      () => new URLSearchParams("secret=1"),
      /it is a URLSearchParams, /,
    ],
    ["Headers", () => new Headers(), /it is a Headers, /],
    ["Error", () => new RangeError("secret"), /it is a RangeError, /],
    [
      "a part",
      () => later(new RegExp("secret")),
      /Cannot write what run\(\) returned as JSON: it is a RegExp, /,
    ],
    ["a first step that fails", async function* () {
      yield await Promise.reject(new Error("no model"));
    }, /no model/],
  ];
  for (const [label, result, expected] of refused) {
    await t.step(label, async () => {
      const { response, errors } = await answerTo(result);
      assertEquals(response.status, 500);
      assertMatch((await response.json()).message, /Check the logs/);
      assertEquals(errors.length, 1);
      assertMatch(errors[0]!, expected);
    });
  }
});

Deno.test("a response keeps the bytes that run returned, whatever becomes of its buffer", async () => {
  const buffer = Uint8Array.of(1, 2);
  const { response } = await answerTo(() => {
    queueMicrotask(() => buffer.fill(9));
    return buffer;
  });
  assertEquals(await response.bytes(), Uint8Array.of(1, 2));
});

Deno.test("a response is pulled no faster than it is read, and ends its generator when the client leaves", async () => {
  const steps: string[] = [];
  const { response, errors } = await answerTo(async function* () {
    try {
      for (let n = 0;; n++) {
        steps.push(`${n}`);
        yield `${n}`;
        await Promise.resolve();
      }
    } finally {
      steps.push("ended");
    }
  });
  const reader = response.body!.getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  assertEquals(steps, ["0", "1", "ended"]);
  assertEquals(errors, []);
});
