import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { HostProcess } from "../../../tools/host_process.ts";
import { isolatedHost } from "../../../tools/isolated_host.ts";

const MODULE = `
import { Collector } from "@samla/samla";

const inputs = new Collector({ name: "model_inputs" });
const kept: unknown[] = [];

function* computeInParts() {
  yield { part: 1 };
  for (;;);
}

export async function run(text: string, context: { signal?: AbortSignal }) {
  const asked = JSON.parse(text);
  switch (asked.what) {
    case "compute":
      for (;;);
    case "compute later":
      await Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (;;);
    case "compute in parts":
      return computeInParts();
    case "never":
      return await new Promise(() => {});
    case "fail late":
      setTimeout(() => { throw new Error("nobody catches this"); }, 0);
      return "failed late";
    case "reject late":
      void Promise.reject(new Error("nobody catches that"));
      return "rejected late";
    case "memory":
      for (;;) kept.push(new Array(10_000).fill(Math.random()));
    case "exit":
      return Deno.exit(7);
    case "read":
      return Deno.readTextFileSync(asked.path);
    case "net":
      return String(await fetch(asked.url));
    case "variable":
      return Deno.env.get(asked.name);
    case "print":
      console.log("printed by the module");
      return "printed";
    case "collect":
      return inputs.collect([{ a: asked.a }]).recorded;
    case "throw":
      throw new TypeError("thrown by the module");
  }
  return asked;
}
`;

async function withHost(
  args: readonly string[],
  body: (host: HostProcess, folder: string) => Promise<void>,
): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/score.ts`, MODULE);
  let said = "";
  {
    await using host = await isolatedHost(folder, args);
    await body(host, folder);
    const { code, stderr } = await host.stop();
    assertEquals(code, 0, stderr);
    said = stderr;
  }
  await Deno.remove(folder, { recursive: true });
  return said;
}

async function ask(
  host: HostProcess,
  asked: Readonly<Record<string, unknown>>,
): Promise<{ status: number; body: string; ms: number }> {
  const started = performance.now();
  const response = await fetch(`${host.address}/score`, {
    method: "POST",
    body: JSON.stringify(asked),
  });
  const body = await response.text();
  const ms = performance.now() - started;
  return { status: response.status, body, ms };
}

/** Nothing here takes longer. */
const LIMIT_MS = 8_000;
const SCRIPT_FAILURE =
  '{"message": "An unexpected error occurred in scoring script. Check the logs for more info."}';

Deno.test("a module in processes of its own answers, collects and prints as in the host", async () => {
  const said = await withHost(["--collect"], async (host, folder) => {
    assertEquals((await ask(host, { b: 1 })).body, '{"b":1}');
    assertEquals((await ask(host, { what: "print" })).body, '"printed"');
    for (let a = 0; a < 20; a++) {
      const { body } = await ask(host, { what: "collect", a });
      assertEquals(body, '"recorded"');
    }
    const metrics = await (await fetch(`${host.address}/metrics`)).text();
    assertMatch(
      metrics,
      /^samla_collected_total\{collection="model_inputs",fate="recorded"\} 20$/m,
    );
    assertMatch(metrics, /^samla_module_processes 2$/m);
    const lines = await linesBelow(`${folder}/data/modelDataCollector`);
    assertEquals(lines.length, 20);
    const values = lines.map((line) => JSON.parse(line).data[0].a);
    assertEquals(values, Array.from({ length: 20 }, (_, a) => a));
  });
  assertStringIncludes(said, "printed by the module");
  assertStringIncludes(said, "20 collected");
});

Deno.test("a module may do what it was granted, and not what its host may", async () => {
  const said = await withHost([], async (host, folder) => {
    const own = { what: "read", path: `${folder}/score.ts` };
    assertEquals((await ask(host, own)).status, 200);
    const data = { what: "read", path: `${folder}/data/counters` };
    for (
      const asked of [
        { what: "read", path: "/etc/hostname" },
        data,
        { what: "variable", name: "HOME" },
        { what: "net", url: host.address },
      ]
    ) {
      assertEquals(
        await ask(host, asked).then(({ body }) => body),
        SCRIPT_FAILURE,
      );
    }
  });
  assertStringIncludes(said, "start samla with --allow-read=/etc/hostname");
  assertStringIncludes(said, "start samla with --allow-env=HOME");
});

for (const what of ["compute", "compute later", "never"]) {
  Deno.test(`a request that overstays is ended, and no other waits for it (${what})`, async () => {
    const said = await withHost(["--timeout-ms", "400"], async (host) => {
      const late = ask(host, { what });
      const others = await Promise.all(
        Array.from({ length: 40 }, (_, n) => ask(host, { n })),
      );
      assertEquals(
        others.map(({ body }) => body),
        others.map((_, n) => `{"n":${n}}`),
      );
      assertEquals(await (await fetch(host.address)).text(), "Healthy");
      const { status, body } = await late;
      assertEquals(status, 500);
      assertEquals(body, '{"message": "Scoring timeout after 400 ms"}');
      // Another one takes its place.
      await untilMetric(host, "samla_module_processes_ended_total 1");
      await untilMetric(host, "samla_module_processes 2");
      assertEquals((await ask(host, { n: 1 })).body, '{"n":1}');
    });
    assertStringIncludes(said, "a request took longer than 400 ms");
  });
}

for (const leaves of ["stays", "leaves"]) {
  Deno.test(`a process that computes without end between parts is ended by the deadline (its client ${leaves})`, async () => {
    const said = await withHost(["--timeout-ms", "400"], async (host) => {
      const leaving = new AbortController();
      const response = await fetch(`${host.address}/score`, {
        method: "POST",
        body: '{"what":"compute in parts"}',
        signal: AbortSignal.any([
          leaving.signal,
          AbortSignal.timeout(LIMIT_MS),
        ]),
      });
      const reader = response.body!.getReader();
      const { value } = await reader.read();
      assertEquals(new TextDecoder().decode(value), '{"part":1}\n');
      if (leaves === "leaves") leaving.abort();
      await assertRejects(() => reader.read());
      await untilMetric(host, "samla_module_processes_ended_total 1");
      await untilMetric(host, "samla_module_processes 2");
      assertEquals((await ask(host, { n: 1 })).body, '{"n":1}');
    });
    assertStringIncludes(
      said,
      "it computed without a pause for longer than 400 ms",
    );
  });
}

for (
  const [what, words] of [
    ["fail late", "nobody catches this"],
    ["reject late", "nobody catches that"],
  ] as const
) {
  Deno.test(`a module that fails beside its requests ends one process, and no request (${what})`, async () => {
    const said = await withHost([], async (host) => {
      const answers = await Promise.all(
        Array.from(
          { length: 60 },
          (_, n) => ask(host, n % 10 === 0 ? { what } : { n }),
        ),
      );
      assertEquals(
        new Set(answers.map(({ status }) => status)),
        new Set([200]),
      );
    });
    assertStringIncludes(said, words);
    assertStringIncludes(said, "its module failed outside of a request");
  });
}

Deno.test("a process that has no memory left ends alone, and is replaced", async () => {
  const said = await withHost(["--worker-memory-mb", "64"], async (host) => {
    assertEquals((await ask(host, { what: "memory" })).body, SCRIPT_FAILURE);
    for (let n = 0; n < 4; n++) {
      assertEquals((await ask(host, { n })).status, 200);
    }
  });
  assertStringIncludes(said, "memory is above 64 MiB (--worker-memory-mb)");
});

Deno.test("what a module throws is told in the log alone, with its place", async () => {
  const said = await withHost([], async (host) => {
    const { status, body } = await ask(host, { what: "throw" });
    assertEquals([status, body], [500, SCRIPT_FAILURE]);
    // Ending the process is refused: others may be served there.
    assertEquals((await ask(host, { what: "exit" })).status, 500);
  });
  assertStringIncludes(said, "TypeError: thrown by the module");
  assertMatch(said, /score\.ts:\d+:\d+/);
  assertFalse(said.includes("A process of the module"), said);
});

Deno.test("a module that cannot be run stops the start with exit code 3", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/score.ts`, "export const go = 1;");
  let reason = "";
  try {
    await using _host = await isolatedHost(folder);
  } catch (error) {
    reason = String(error);
  }
  assertStringIncludes(reason, 'The module exports no function "run"');
  assert(!reason.includes("    at "), reason);
  await Deno.remove(folder, { recursive: true });
});

/** Asks for the metrics until one has a value. */
async function untilMetric(host: HostProcess, metric: string): Promise<void> {
  const started = performance.now();
  for (;;) {
    const text = await (await fetch(`${host.address}/metrics`)).text();
    if (text.includes(`${metric}\n`)) return;
    if (performance.now() - started > LIMIT_MS) {
      throw new Error(`Never came: ${metric}, but\n${text}`);
    }
  }
}

async function linesBelow(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) lines.push(...await linesBelow(path));
    else lines.push(...(await Deno.readTextFile(path)).trimEnd().split("\n"));
  }
  return lines;
}
