import {
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { planServe } from "../../../runtime/host/plan.ts";
import {
  commandArguments,
  HostProcess,
  runSamla,
} from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";
import { LocalTrackingServer } from "../../tools/servers/tracking_server.ts";

const IRIS = projectPath("examples/iris");
const BODY = JSON.stringify({
  "dataframe_split": {
    columns: [
      "sepal length (cm)",
      "sepal width (cm)",
      "petal length (cm)",
      "petal width (cm)",
    ],
    data: [[5.1, 3.5, 1.4, 0.2]],
  },
});

/** A tracking server that has the iris model, a folder, and the variables that name both. */
async function withIris(
  body: (
    server: LocalTrackingServer,
    folder: string,
    variables: Readonly<Record<string, string>>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await using server = new LocalTrackingServer();
    server.register("iris", "1", await filesIn(IRIS));
    server.aliases.set("iris@champion", "1");
    await body(server, folder, {
      MLFLOW_TRACKING_URI: server.url,
      MLFLOW_TRACKING_TOKEN: "hunter2",
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function filesIn(
  folder: string,
): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) files[name] = await Deno.readFile(`${folder}/${name}`);
  }
  return files;
}

/** Where Deno keeps packages; it is not to look for them in another home. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

async function predict(host: HostProcess): Promise<unknown> {
  const response = await fetch(`${host.address}/invocations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: BODY,
  });
  assertEquals(response.status, 200);
  return await response.json();
}

Deno.test("serve takes an alias, and starts again from what it keeps when the server is away", () =>
  withIris(async (server, folder, variables) => {
    const args = ["models:/iris@champion"];
    {
      await using host = await HostProcess.start(folder, args, { variables });
      assertStringIncludes(host.banner, "serves models:/iris@champion");
      assertStringIncludes(host.banner, "endpoint   iris");
      assertEquals(await predict(host), { predictions: [0] });
      const { stderr } = await host.stop();
      assertStringIncludes(stderr, "Downloading");
      assertFalse(stderr.includes("hunter2"));
    }
    assertEquals(new Set(server.authorizations), new Set(["Bearer hunter2"]));
    await server.stop();
    await using host = await HostProcess.start(folder, args, { variables });
    assertEquals(await predict(host), { predictions: [0] });
    const { stderr } = await host.stop();
    assertStringIncludes(stderr, "the last time");
  }));

Deno.test("a deployment's model may be the URI of a model, also with a path", () =>
  withIris(async (_server, folder, variables) => {
    for (const model of ["models:/iris/1", "{ path: models:/iris/1 }"]) {
      const path = `${folder}/deployment.yml`;
      await Deno.writeTextFile(
        path,
        `name: green\nendpoint_name: flowers\nmodel: ${model}\n`,
      );
      await using host = await HostProcess.start(folder, [path], {
        variables,
      });
      assertStringIncludes(host.banner, "serves models:/iris/1");
      assertStringIncludes(host.banner, "endpoint   flowers");
      assertEquals(await predict(host), { predictions: [0] });
    }
  }));

Deno.test("inspect says what a model of a server is, and where it is kept", () =>
  withIris(async (_server, folder, variables) => {
    const { code, stdout } = await runSamla(folder, [
      "inspect",
      "models:/iris/1",
      "--model-cache",
      `${folder}/kept`,
    ], variables);
    assertEquals(code, 0);
    assertStringIncludes(stdout, `models:/iris/1, in ${folder}/kept/`);
    assertStringIncludes(stdout, "xgboost");
  }));

Deno.test("the credentials file of the home folder is read", () =>
  withIris(async (server, folder, variables) => {
    await Deno.mkdir(`${folder}/.mlflow`);
    await Deno.writeTextFile(
      `${folder}/.mlflow/credentials`,
      "[mlflow]\nmlflow_tracking_username = me\nmlflow_tracking_password = pw\n",
    );
    const args = ["inspect", "models:/iris/1", "--model-cache", folder];
    const { code } = await runSamla(folder, args, {
      ...variables,
      HOME: folder,
      DENO_DIR: await denoFolder(),
    });
    assertEquals(code, 0);
    assertEquals(server.authorizations[0], `Basic ${btoa("me:pw")}`);
  }));

for (
  const [label, target, variables, says] of [
    ["no tracking server", "models:/iris/1", {
      MLFLOW_TRACKING_URI: "",
    }, "MLFLOW_TRACKING_URI is not set"],
    ["a server that may not be asked", "models:/iris/1", {
      MLFLOW_TRACKING_URI: "http://mlflow.example.com:5000",
    }, "grant it with --allow-net=mlflow.example.com:5000"],
    ["a version that is not there", "models:/iris/7", {}, "version 7"],
    [
      "a URI that is not a model URI",
      "models:/iris",
      {},
      "models:/<name>/<version>",
    ],
  ] as const
) {
  Deno.test(`${label} stops the start with one sentence`, () =>
    withIris(async (_server, folder, usual) => {
      const args = ["serve", target, "--data-dir", folder];
      const ended = await runSamla(folder, args, { ...usual, ...variables });
      assertEquals(ended.code, 3, ended.stderr);
      assertEquals(ended.stderr.trimEnd().split("\n").length, 1, ended.stderr);
      assertStringIncludes(ended.stderr, says);
      assertFalse(ended.stderr.includes("hunter2"));
    }));
}

Deno.test("a permission to read a variable that is missing is named", () =>
  withIris(async (_server, folder, variables) => {
    const args = commandArguments(folder, ["serve", "models:/iris/1"])
      .map((each) =>
        each.startsWith("--allow-env=")
          ? "--allow-env=SAMLA_*,NO_COLOR,LOG_STREAM,LOG_TOKENS,FORCE_COLOR,CLICOLOR_FORCE,AZUREML_MDC_CONFIG_PATH"
          : each
      );
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      env: { NO_COLOR: "1", ...variables },
    }).output();
    assertEquals(code, 3);
    assertStringIncludes(
      new TextDecoder().decode(stderr),
      "grant it with --allow-env=MLFLOW_*,HOME",
    );
  }));

Deno.test("a permission to write that is missing is named", () =>
  withIris(async (_server, folder, variables) => {
    const args = ["inspect", "models:/iris/1", "--model-cache", "/srv/models"];
    const { code, stderr } = await runSamla(folder, args, variables);
    assertEquals(code, 3);
    assertStringIncludes(stderr, "--allow-write=/srv/models");
  }));

Deno.test("a path that is not there is not taken for a URI", async () => {
  await assertRejects(
    () => planServe({ target: "model:/iris/1", dataDir: "samla-data" }),
    Error,
    "no such file or folder",
  );
});
