import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { createApp } from "../../../runtime/app.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import {
  linesOf,
  memoryDeployment,
} from "../../collector/memory_deployment.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { isolatedHost } from "../../tools/isolated_host.ts";
import { PartGate } from "./part_gate.ts";
import { recordingLogger } from "../../tools/recording_logger.ts";

const EVENTS = "text/event-stream";
const LINES = "application/x-ndjson";
const FAILURE =
  '{"error":"An unexpected error occurred in scoring script. Check the logs for more info."}';

async function* values(): AsyncGenerator<unknown> {
  yield await Promise.resolve({ a: "é" });
  yield "one\r\ntwo";
  yield null;
}

async function* failing(): AsyncGenerator<unknown> {
  yield await Promise.resolve({ a: 1 });
  throw new Error("no more rows");
}

async function answerOf(
  module: Readonly<Record<string, unknown>>,
  accept?: string,
) {
  const { log, errors } = recordingLogger();
  const model = await openModule(module, { name: "test" });
  const response = await createApp(model, { log }).fetch(
    new Request("http://localhost/score", {
      method: "POST",
      body: "",
      ...(accept === undefined ? {} : { headers: { accept } }),
    }),
  );
  return { response, errors };
}

/** What comes of a stream before it ends or breaks. */
async function received(response: Response) {
  let text = "";
  try {
    for await (const part of response.body!) {
      text += new TextDecoder().decode(part);
    }
    return { text, broke: undefined };
  } catch (error) {
    return { text, broke: String(error) };
  }
}

Deno.test("parts are events or lines, as the client asks for or else the module says", async () => {
  const events = 'data: {"a":"é"}\n\ndata: one\ndata: two\n\ndata: null\n\n';
  const lines = '{"a":"é"}\n"one\\r\\ntwo"\nnull\n';
  const cases = [
    [EVENTS, undefined, EVENTS, events],
    [LINES, undefined, LINES, lines],
    [undefined, undefined, LINES, lines],
    ["*/*", EVENTS, EVENTS, events],
    [undefined, EVENTS, EVENTS, events],
    [LINES, EVENTS, LINES, lines],
  ] as const;
  for (const [accept, stream, type, text] of cases) {
    const said = stream === undefined ? {} : { stream };
    const { response } = await answerOf({ run: values, ...said }, accept);
    assertEquals(await response.text(), text);
    const { headers } = response;
    assertEquals(headers.get("content-type"), type);
    assertEquals(headers.get("cache-control"), "no-cache");
    assertEquals(headers.get("x-accel-buffering"), "no");
  }
});

Deno.test("parts that are texts are events or lines only where that is asked for", async () => {
  const run = () => ["a", ""].values();
  const answers = [
    [undefined, "a"],
    [EVENTS, "data: a\n\ndata: \n\n"],
    [LINES, '"a"\n""\n'],
  ] as const;
  for (const [accept, text] of answers) {
    const { response } = await answerOf({ run }, accept);
    assertEquals(await response.text(), text);
  }
  const bytes = () => [Uint8Array.of(0, 1)].values();
  const { response } = await answerOf({ run: bytes }, EVENTS);
  assertEquals(await response.bytes(), Uint8Array.of(0, 1));
});

Deno.test("parts that end with a failure say so last, and their stream breaks", async () => {
  const cases = [
    [EVENTS, `data: {"a":1}\n\nevent: error\ndata: ${FAILURE}\n\n`],
    [LINES, `{"a":1}\n${FAILURE}\n`],
  ] as const;
  for (const [accept, expected] of cases) {
    const { response, errors } = await answerOf({ run: failing }, accept);
    const { text, broke } = await received(response);
    assertEquals([text, broke], [expected, "Error: no more rows"]);
    assertEquals(errors.length, 1);
    assertMatch(errors[0]!, /broke off after \d+ bytes .*no more rows/);
  }
});

Deno.test("parts that cannot be written end the generator, and the log says why", async () => {
  let ended = 0;
  const run = function* () {
    try {
      yield 1;
      yield /secret/;
      yield 2;
    } finally {
      ended++;
    }
  };
  const { response, errors } = await answerOf({ run });
  const { text, broke } = await received(response);
  assertEquals(
    text,
    '1\n{"error":"An unexpected internal error occurred. Check the logs for more info."}\n',
  );
  assertStringIncludes(broke ?? "", "it is a RegExp");
  assertStringIncludes(errors[0]!, "it is a RegExp");
  assertEquals(ended, 1);
});

Deno.test("a part leaves before the next exists, and the whole is collected at its end", async () => {
  const second = Promise.withResolvers<string>();
  const { deployment, spool } = memoryDeployment({
    collections: { response: { enabled: true } },
  });
  const model = await openModule({
    run: async function* () {
      yield { part: 1 };
      yield await second.promise;
    },
  }, { name: "test", scope: deployment });
  const app = createApp(model, { deployment });
  const response = await app.fetch(
    new Request("http://localhost/score", {
      method: "POST",
      body: "",
      headers: { "accept-encoding": "gzip" },
    }),
  );
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), '{"part":1}\n');
  deployment.commit();
  assertEquals(linesOf(spool, "response"), []);
  second.resolve("two");
  while (!(await reader.read()).done);
  const [line] = linesOf(spool, "response");
  assertEquals(line?.data, '{"part":1}\n"two"\n');
});

Deno.test("a generator whose first part comes after the deadline is ended", async () => {
  const first = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<void>();
  const model = await openModule({
    run: async function* () {
      try {
        yield await first.promise;
        yield "another";
      } finally {
        ended.resolve();
      }
    },
  }, { name: "test" });
  const response = await createApp(model, { timeoutMs: 1 }).fetch(
    new Request("http://localhost/score", { method: "POST", body: "" }),
  );
  assertEquals(response.status, 500);
  assertStringIncludes(await response.text(), "Scoring timeout after 1 ms");
  first.resolve("late");
  await ended.promise;
});

Deno.test("a generator may be late with its first part where the deadline is longer than a timer", async () => {
  const model = await openModule({
    run: async function* () {
      // Timers that end at once have ended after this one.
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield "first";
    },
  }, { name: "test" });
  const response = await createApp(model, { timeoutMs: 2 ** 32 }).fetch(
    new Request("http://localhost/score", { method: "POST", body: "" }),
  );
  assertEquals([response.status, await response.text()], [200, "first"]);
});

const MODULE = `
export async function* run(text: string) {
  const { gate, parts, fails, isEndless } = JSON.parse(text);
  const at = async (path: string) => {
    await (await fetch("http://" + gate + path)).text();
  };
  try {
    for (const part of parts) {
      await at("/wait/" + part);
      yield { part };
    }
    while (isEndless) yield { part: "another" };
    if (fails) throw new Error("no more rows");
  } finally {
    await at("/tell/ended");
  }
}
`;

for (const isolation of ["none", "worker"]) {
  Deno.test(`parts come one by one over a connection, packed or not, until its client leaves (${isolation})`, async () => {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/data`);
    await Deno.writeTextFile(`${folder}/score.ts`, MODULE);
    {
      await using gate = new PartGate();
      await using host = isolation === "none"
        ? await HostProcess.start(`${folder}/data`, [`${folder}/score.ts`])
        : await isolatedHost(folder, [], { net: gate.host });
      const ask = async (
        asked: Readonly<Record<string, unknown>>,
        options: RequestInit = {},
      ) =>
        await fetch(`${host.address}/score`, {
          method: "POST",
          body: JSON.stringify({ gate: gate.host, ...asked }),
          headers: { accept: EVENTS, "accept-encoding": "gzip" },
          ...options,
        });
      gate.open("first");
      const leaving = new AbortController();
      const response = await ask({
        parts: ["first", "second", "third"],
        isEndless: true,
      }, {
        signal: leaving.signal,
      });
      assertEquals(response.headers.get("content-type"), EVENTS);
      assertEquals(response.headers.get("content-encoding"), null);
      const reader = response.body!.pipeThrough(new TextDecoderStream())
        .getReader();
      assertEquals((await reader.read()).value, 'data: {"part":"first"}\n\n');
      gate.open("second");
      assertEquals((await reader.read()).value, 'data: {"part":"second"}\n\n');
      leaving.abort();
      await assertRejects(() => reader.read());
      // The generator waits for this one, and would go on without end.
      gate.open("third");
      await gate.told("ended");
      const { text, broke } = await received(
        await ask({ parts: ["first"], fails: true }),
      );
      assertEquals(
        text,
        `data: {"part":"first"}\n\nevent: error\ndata: ${FAILURE}\n\n`,
      );
      assertMatch(String(broke), /^TypeError/);
      const { code, stderr } = await host.stop();
      assertEquals(code, 0);
      assertStringIncludes(stderr, "no more rows");
    }
    await Deno.remove(folder, { recursive: true });
  });
}
