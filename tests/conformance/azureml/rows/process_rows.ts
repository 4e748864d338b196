import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { freePort } from "../../../tools/free_port.ts";
import { type ContractHosts, SCRIPTS } from "../contract_hosts.ts";
import { type ContractRow, ofPython, other, same } from "../contract_row.ts";
import { ask, compare, post } from "../exchange.ts";

type Variables = Readonly<Record<string, string>>;

/** What Azure ML's server listens on where nothing is said. */
const PORT = 5001;
const HEALTH_PORT = 5000;
const THEIR_SCRIPT = ["--entry_script", "plain.py"];
const OUR_SCRIPT = ["plain.ts"];

/** How a server is started and ends. */
export const PROCESS_ROWS: readonly ContractRow[] = [
  same(90, "a script that is all right", async (hosts) => {
    await compare(await hosts.pair("plain"), [post("x")]);
  }),
  other(91, {
    asks: "no arguments",
    here: "exit code 3, as for all that cannot be served; 1 there",
  }, async (hosts) => {
    assertEquals((await hosts.theirEnd({ args: [] })).code, 1);
    assertEquals((await hosts.ourEnd({ args: [] })).code, 3);
  }),
  same(92, "a script that is not there", async (hosts) => {
    const theirs = ["--entry_script", "nothing.py"];
    assertEquals((await hosts.theirEnd({ args: theirs })).code, 3);
    const { code, printed } = await hosts.ourEnd({ args: ["nothing.ts"] });
    assertEquals(code, 3);
    assertStringIncludes(printed, "nothing.ts");
  }),
  same(93, "a script that cannot be parsed", async (hosts) => {
    const path = join(hosts.folder, "broken.ts");
    await Deno.writeTextFile(path, "export function {\n");
    const { code, printed } = await hosts.ourEnd({ args: [path] });
    assertEquals(code, 3);
    assertMatch(printed, /broken\.ts:1:\d+/);
  }),
  same(94, "a port that nobody listens on", async (hosts) => {
    await using ours = await hosts.ours({ args: OUR_SCRIPT });
    await assertRejects(() => fetch(`http://127.0.0.1:${freePort()}/`));
    await compareHealth(hosts, ours.address);
  }),
  same(95, "no port: 5001", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      await using server = await hosts[start]({ args, port: PORT });
      await healthy(server.address);
    }
  }),
  other(96, {
    asks: "a port that is taken",
    here:
      "exit code 3 at once, with the port; 1 after five seconds there. The first goes on",
  }, async (hosts) => {
    for (const { start, end, args, code } of plainStarts()) {
      const port = freePort();
      const given = [...args, "--port", String(port)];
      await using first = await hosts[start]({ args: given, port });
      const second = await hosts[end]({ args: given });
      assertEquals(second.code, code);
      await healthy(first.address);
    }
  }),
  same(97, "--port", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      const port = freePort();
      const given = [...args, "--port", String(port)];
      await using server = await hosts[start]({ args: given, port });
      await healthy(server.address);
    }
  }),
  same(98, "no options: no model's folder", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      post("variable AZUREML_MODEL_DIR", {}, { body: {} }),
    ]);
  }),
  same(99, "--model_dir is told to the script as it is", async (hosts) => {
    await using theirs = await hosts.theirs({
      args: [...THEIR_SCRIPT, "--model_dir", "./my/dir"],
    });
    await using ours = await hosts.ours({
      args: [...OUR_SCRIPT, "--model-dir", "./my/dir"],
    });
    await compare({ theirs: theirs.address, ours: ours.address }, [
      post("variable AZUREML_MODEL_DIR"),
    ]);
  }),
  other(100, {
    asks: "x-ms-server-version",
    here: "samla/ and Samla's version",
  }, async (hosts) => {
    const { theirs, ours } = await hosts.pair("plain");
    assertMatch(await versionOf(theirs), /^azmlinfsrv\/\d/);
    assertMatch(await versionOf(ours), /^samla\/\d/);
  }),
  same(101, "SERVER_VERSION_LOG_RESPONSE_ENABLED", async (hosts) => {
    for (const value of ["true", "false", "notgood"]) {
      const env = { "SERVER_VERSION_LOG_RESPONSE_ENABLED": value };
      await compare(await hosts.pair("headers", env), [ask("GET", "/")]);
    }
  }),
  same(102, "what init and run print, once", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      await using server = await hosts[start]({ args });
      for (const _ of [1, 2]) {
        await fetch(`${server.address}/score`, {
          method: "POST",
          body: "print hello",
        }).then((response) => response.body?.cancel());
      }
      const printed = await server.stop();
      assertEquals(printed.match(/Beginning/g)?.length, 1);
      assertEquals(printed.match(/hello/g)?.length, 2);
    }
  }),
  ofPython(103, {
    asks: "the older path of an import",
    here: "a module imports @samla/samla, or nothing",
  }),
  same(104, "--config_file, with a key that is not known", async (hosts) => {
    const config = join(hosts.folder, "azure.json");
    const write = (script: string) =>
      Deno.writeTextFile(
        config,
        JSON.stringify({
          "AZUREML_ENTRY_SCRIPT": join(SCRIPTS, script),
          "SERVICE_NAME": "credit",
          "ANOTHER": 1,
        }),
      );
    await write("plain.py");
    await using theirs = await hosts.theirs({
      args: ["--config_file", config],
    });
    await write("plain.ts");
    await using ours = await hosts.ours({ args: ["--config-file", config] });
    const titles = await Promise.all(
      [theirs, ours].map(async ({ address }) =>
        (await (await fetch(`${address}/swagger.json`)).json()).info.title
      ),
    );
    assertEquals(titles, ["credit", "credit"]);
    assertStringIncludes(await ours.stop(), 'the key "ANOTHER" is not known');
  }),
  ofPython(105, {
    asks: "logging.json of AML_APP_ROOT",
    here:
      "it is for Python's logging: --log-format, --log-level and --log-requests",
  }),
  same(106, "--model_dir and AZUREML_MODEL_DIR", async (hosts) => {
    const env = { "AZUREML_MODEL_DIR": "./of/environment" };
    await using theirs = await hosts.theirs({
      args: [...THEIR_SCRIPT, "--model_dir", "./my/dir"],
      env,
    });
    await using ours = await hosts.ours({
      args: [...OUR_SCRIPT, "--model-dir", "./my/dir"],
      env,
    });
    await compare({ theirs: theirs.address, ours: ours.address }, [
      post("variable AZUREML_MODEL_DIR"),
    ]);
  }),
  same(107, "AZUREML_MODEL_DIR alone", async (hosts) => {
    const env = { "AZUREML_MODEL_DIR": "./of/environment" };
    await compare(await hosts.pair("plain", env), [
      post("variable AZUREML_MODEL_DIR"),
    ]);
  }),
  other(
    108,
    {
      asks: "an Application Insights key, by the command line",
      here: "no such flag: exit code 1; telemetry is OpenTelemetry's",
    },
    async (hosts) => {
      const { code, printed } = await hosts.ourEnd({
        args: [...OUR_SCRIPT, "--appinsights_instrumentation_key", "x"],
      });
      assertEquals(code, 1);
      assertStringIncludes(printed, "appinsights_instrumentation_key");
    },
  ),
  other(
    109,
    {
      asks: "a wrong key, by the command line",
      here: "as row 108",
    },
    async (hosts) => {
      const { code } = await hosts.ourEnd({
        args: [...OUR_SCRIPT, "--appinsights_instrumentation_key", "wrong"],
      });
      assertEquals(code, 1);
    },
  ),
  other(110, {
    asks: "WORKER_COUNT=2, WORKER_TIMEOUT=20",
    here:
      "two workers; WORKER_TIMEOUT is told to mean nothing: SCORING_TIMEOUT_MS ends a request, and with --isolation worker its process",
  }, async (hosts) => {
    await using ours = await hosts.ours({
      args: OUR_SCRIPT,
      env: { "WORKER_COUNT": "2", "WORKER_TIMEOUT": "20" },
    });
    while (!(await metricsOf(ours.address)).includes("samla_workers 2"));
    assertStringIncludes(
      await ours.stop(),
      "WORKER_TIMEOUT means nothing here",
    );
  }),
  other(
    111,
    {
      asks: "Application Insights by variables",
      here: "told, with what is done instead: telemetry is OpenTelemetry's",
    },
    async (hosts) => {
      const printed = await started(hosts, {
        "AML_APP_INSIGHTS_ENABLED": "true",
        "AML_APP_INSIGHTS_KEY": "11111111-1111-1111-1111-111111111111",
      });
      assertStringIncludes(printed, "AML_APP_INSIGHTS_KEY");
    },
  ),
  same(112, "SERVER_PORT is not read", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      const port = PORT;
      const env = { "SERVER_PORT": String(freePort()) };
      await using server = await hosts[start]({ args, env, port });
      await healthy(server.address);
    }
  }),
  ofPython(113, {
    asks: "the lines of the start about CORS, with flask-cors and without",
    here: "CORS needs no package (rows 74 to 76)",
  }),
  same(114, "SEPERATE_HEALTH_ENDPOINT=true: 5000 too", async (hosts) => {
    const env = { "SEPERATE_HEALTH_ENDPOINT": "true" };
    for (const { start, args } of plainStarts()) {
      await using _server = await hosts[start]({ args, env });
      await healthy(`http://127.0.0.1:${HEALTH_PORT}`);
    }
  }),
  same(115, "--health_port", async (hosts) => {
    const env = { "SEPERATE_HEALTH_ENDPOINT": "true" };
    for (const { start, args, healthFlag } of plainStarts()) {
      const port = String(freePort());
      const given = [...args, healthFlag, port];
      await using _server = await hosts[start]({ args: given, env });
      await healthy(`http://127.0.0.1:${port}`);
    }
  }),
  same(116, "no health port: 5000 is left alone", async (hosts) => {
    for (const { start, args } of plainStarts()) {
      await using _server = await hosts[start]({ args });
      await assertRejects(() => fetch(`http://127.0.0.1:${HEALTH_PORT}/`));
    }
  }),
];

/** What Samla prints when it is started with variables. */
async function started(hosts: ContractHosts, env: Variables): Promise<string> {
  await using ours = await hosts.ours({ args: OUR_SCRIPT, env });
  return await ours.stop();
}

async function metricsOf(address: string): Promise<string> {
  return await (await fetch(`${address}/metrics`)).text();
}

async function healthy(address: string): Promise<void> {
  const response = await fetch(`${address}/`);
  assertEquals(await response.text(), "Healthy");
}

async function compareHealth(
  hosts: ContractHosts,
  ours: string,
): Promise<void> {
  const { theirs } = await hosts.pair("plain");
  await compare({ theirs, ours }, [ask("GET", "/")]);
}

async function versionOf(address: string): Promise<string> {
  const response = await fetch(`${address}/`);
  await response.body?.cancel();
  const version = response.headers.get("x-ms-server-version");
  assertNotEquals(version, null);
  return version!;
}

function plainStarts() {
  return [
    {
      start: "theirs",
      end: "theirEnd",
      args: THEIR_SCRIPT,
      healthFlag: "--health_port",
      code: 1,
    },
    {
      start: "ours",
      end: "ourEnd",
      args: OUR_SCRIPT,
      healthFlag: "--health-port",
      code: 3,
    },
  ] as const;
}
