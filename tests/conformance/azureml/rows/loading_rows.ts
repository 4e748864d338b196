import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type ContractHosts, SCRIPTS } from "../contract_hosts.ts";
import { type ContractRow, ofPython, other, same } from "../contract_row.ts";
import { compare, post } from "../exchange.ts";

/** How scripts are found and loaded. */
export const LOADING_ROWS: readonly ContractRow[] = [
  other(77, {
    asks: "no entry script, and no main in AML_APP_ROOT",
    here: "exit code 3, with one sentence that says what can be named",
  }, async (hosts) => {
    const { code, printed } = await hosts.ourEnd({
      args: [],
      env: { "AML_APP_ROOT": hosts.folder },
    });
    assertEquals(code, 3);
    assertStringIncludes(printed, "Cannot tell what to serve");
  }),
  other(
    78,
    {
      asks: "a script imports a package that is not there",
      here: "exit code 3 too, with the file, the line and the package",
    },
    refused(
      { py: "import nothing_here\n", ts: 'import "nothing-here";\n' },
      /Cannot import .*score\.ts: .*score\.ts:1:\d+: .*nothing-here/,
    ),
  ),
  same(79, "main in AML_APP_ROOT", async (hosts) => {
    const root = join(hosts.folder, "root");
    await Deno.mkdir(root);
    for (const extension of ["py", "ts"]) {
      const script = join(SCRIPTS, `plain.${extension}`);
      await Deno.copyFile(script, join(root, `main.${extension}`));
    }
    const env = { "AML_APP_ROOT": root };
    // Without a configuration file its command line wants a script.
    const empty = join(root, "config.json");
    await Deno.writeTextFile(empty, "{}");
    await using theirs = await hosts.theirs({
      args: ["--config_file", empty],
      env,
      cwd: root,
    });
    await using ours = await hosts.ours({ args: [], env, cwd: root });
    await compare({ theirs: theirs.address, ours: ours.address }, [
      post("result object"),
    ]);
  }),
  ofPython(80, {
    asks: "a driver script, whose driver_module has run",
    here: "a module imports another one and exports its run",
  }),
  other(
    81,
    {
      asks: "a script that cannot be parsed",
      here: "exit code 3 too, with the file and the line",
    },
    refused(
      { py: "def init():\n    pass\n  pass\n", ts: "export function {\n" },
      /Cannot import .*score\.ts: .*score\.ts:1:\d+/,
    ),
  ),
  ofPython(82, {
    asks: "run(*args)",
    here: "what run takes is not looked at: it gets the input and the context",
  }),
  other(83, {
    asks: "a script imports what lies in AZUREML_SOURCE_DIRECTORY",
    here:
      "a module imports by its path, or by its project's import map; the variable is told to mean nothing",
  }, async (hosts) => {
    await using ours = await hosts.ours({
      args: ["plain.ts"],
      env: { "AZUREML_SOURCE_DIRECTORY": "source" },
    });
    assertStringIncludes(await ours.stop(), "AZUREML_SOURCE_DIRECTORY means");
  }),
  other(
    84,
    {
      asks: "init() throws",
      here: "exit code 3 too, with the file and the line where it threw",
    },
    refused(
      {
        py:
          'def init():\n    raise ValueError("no")\n\n\ndef run(a):\n    pass\n',
        ts:
          'export function init() {\n  throw new Error("no");\n}\nexport function run() {}\n',
      },
      /score\.ts:2:\d+: no/,
    ),
  ),
  ofPython(85, {
    asks: "run() that takes nothing, or request_headers alone",
    here: "what run takes is not looked at: it gets the input and the context",
  }),
  ofPython(86, {
    asks: "the printer of a tree of folders",
    here: "samla doctor and samla inspect list a model's files",
  }),
  ofPython(87, {
    asks: "AZUREML_DEBUG_PORT",
    here: "a debugger is Deno's own, without the host; the variable is told",
  }, async (hosts) => {
    await using ours = await hosts.ours({
      args: ["plain.ts"],
      env: { "AZUREML_DEBUG_PORT": "5678" },
    });
    assertStringIncludes(await ours.stop(), "AZUREML_DEBUG_PORT means");
  }),
  same(88, "what a script prints is in the log", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      await using server = await hosts[start]({ args });
      await fetch(`${server.address}/score`, {
        method: "POST",
        body: "print hello",
      }).then((response) => response.body?.cancel());
      assertStringIncludes(await server.stop(), "hello");
    }
  }),
  other(89, {
    asks: "SCORING_TIMEOUT_MS=string",
    here: "exit code 3 too, with the variable, its value and what it may be",
  }, async (hosts) => {
    const env = { "SCORING_TIMEOUT_MS": "string" };
    for (const { end, args } of plainStarts()) {
      const { code, printed } = await hosts[end]({ args, env });
      assertEquals(code, 3);
      assertMatch(printed, /SCORING_TIMEOUT_MS.*string/);
    }
  }),
];

/** A start of each server that ends with exit code 3, Samla's with a sentence. */
function refused(
  script: { readonly py: string; readonly ts: string },
  sentence: RegExp,
): (hosts: ContractHosts) => Promise<void> {
  return async (hosts) => {
    const folder = await Deno.makeTempDir({ dir: hosts.folder });
    await Deno.writeTextFile(join(folder, "score.py"), script.py);
    await Deno.writeTextFile(join(folder, "score.ts"), script.ts);
    const theirs = await hosts.theirEnd({
      args: ["--entry_script", "score.py"],
      cwd: folder,
    });
    const ours = await hosts.ourEnd({ args: ["score.ts"], cwd: folder });
    assertEquals(theirs.code, 3);
    assertEquals(ours.code, 3);
    assertMatch(ours.printed, sentence);
  };
}

function plainStarts() {
  return [
    {
      start: "theirs",
      end: "theirEnd",
      args: ["--entry_script", "plain.py"],
    },
    { start: "ours", end: "ourEnd", args: ["plain.ts"] },
  ] as const;
}
