import {
  assert,
  assertEquals,
  assertFalse,
  assertStringIncludes,
} from "@std/assert";
import { join, resolve } from "node:path";
import { SCRIPT_PACKAGES } from "../../../../runtime/host/launch/import_map.ts";
import { projectConfig } from "../../../architecture/project_files.ts";
import { projectPath } from "../../../tools/paths.ts";
import {
  type CapturedLaunch,
  capturedLaunch,
  grantedOf,
  HOST_FOLDER,
  PACKAGE_CACHE,
} from "../../../tools/captured_launch.ts";

const IRIS = projectPath("examples/iris");
const WORKSPACE =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All kinds but variables, which are told apart elsewhere. */
function permissions(captured: CapturedLaunch) {
  return Object.fromEntries(
    ["read", "write", "net", "sys", "run", "ffi"].flatMap((kind) => {
      const granted = grantedOf(captured, kind);
      return granted === undefined ? [] : [[kind, [...granted].sort()]];
    }),
  );
}

Deno.test("a model is served with its folder, that of the data, and one port", async () => {
  const captured = await capturedLaunch([
    "serve",
    IRIS,
    "--collect",
    "--data-dir",
    "/elsewhere/data",
    "--port",
    "5050",
  ]);
  assertEquals(captured.code, 0);
  assertEquals(permissions(captured), {
    read: [resolve("samla.yml"), "/elsewhere/data", IRIS, HOST_FOLDER].sort(),
    write: ["/elsewhere/data"],
    net: ["127.0.0.1:5050"],
  });
  assert(captured.args.includes("--no-prompt"));
  assert(captured.args.includes("--no-config"));
});

Deno.test("the threads of one worker too read the host's own program", async () => {
  const captured = await capturedLaunch(["serve", IRIS, "--workers", "1"]);
  assert(grantedOf(captured, "read")?.includes(HOST_FOLDER));
});

Deno.test("what would be granted is said, and nothing is started", async () => {
  const { code, printed, args } = await capturedLaunch([
    "serve",
    IRIS,
    "--show-permissions",
  ]);
  assertEquals([code, args.length], [0, 0]);
  assertStringIncludes(printed, `read  ${IRIS}\n`);
  assertStringIncludes(printed, "net   127.0.0.1:5001\n");
  assertStringIncludes(printed, "env   SAMLA_SAMPLING_RATE\n");
});

Deno.test("a script is served with its project, whose imports stay what they are", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "app"));
    await Deno.writeTextFile(
      join(folder, "deno.jsonc"),
      `{ // what it imports
        "imports": { "ms": "npm:ms@2.1.3", "@/": "./lib/", "@samla/samla": "npm:@samla/samla@9", },
        "scopes": { "./app/": { "ms": "npm:ms@1.0.0" } }
      }`,
    );
    await Deno.writeTextFile(join(folder, "app", "score.ts"), "");
    const captured = await capturedLaunch([
      "serve",
      join(folder, "app", "score.ts"),
    ]);
    const { args } = captured;
    const read = grantedOf(captured, "read")!;
    assert(read.includes(folder) && read.includes(HOST_FOLDER));
    assertEquals(
      args[args.indexOf("--config") + 1],
      join(folder, "deno.jsonc"),
    );
    const address = args.find((arg) => arg.startsWith("--import-map="))!;
    const map = JSON.parse(decodeURIComponent(address.split("json,")[1]!));
    assertEquals(map, {
      imports: {
        valibot: SCRIPT_PACKAGES.valibot,
        "valibot/": SCRIPT_PACKAGES.valibot.replace("npm:", "npm:/") + "/",
        "onnxruntime-web": SCRIPT_PACKAGES["onnxruntime-web"],
        "onnxruntime-web/":
          SCRIPT_PACKAGES["onnxruntime-web"].replace("npm:", "npm:/") + "/",
        ms: "npm:ms@2.1.3",
        "ms/": "npm:/ms@2.1.3/",
        "@/": new URL(`file://${folder}/lib/`).href,
        // The host's own, whatever the project says.
        "@samla/samla": `file://${HOST_FOLDER}/mod.js`,
        "@samla/samla/": "npm:/@samla/samla@9/",
      },
      scopes: { [`file://${folder}/app/`]: { ms: "npm:ms@1.0.0" } },
    });
  });
});

Deno.test("the packages that the host gives are those that it is made of", () => {
  const { imports } = projectConfig();
  assertEquals(
    SCRIPT_PACKAGES,
    Object.fromEntries(
      Object.keys(SCRIPT_PACKAGES).map((name) => [name, imports[name]]),
    ) as typeof SCRIPT_PACKAGES,
  );
});

Deno.test("a script finds the packages of its node_modules", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "package.json"), "{}");
    await Deno.writeTextFile(join(folder, "score.ts"), "");
    const { args } = await capturedLaunch(["serve", join(folder, "score.ts")]);
    assert(args.includes("--node-modules-dir=manual"));
  });
});

Deno.test("a deployment is served with what its file names", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "deployment.yml");
    await Deno.mkdir(join(folder, "code"));
    await Deno.mkdir(join(folder, "model"));
    await Deno.writeTextFile(
      file,
      "name: blue\nendpoint_name: e\nmodel: model\ncode_configuration: {code: code, scoring_script: score.ts}\n",
    );
    const captured = await capturedLaunch(["serve", file]);
    const read = grantedOf(captured, "read")!;
    for (const path of [file, join(folder, "model"), join(folder, "code")]) {
      assert(read.includes(path), path);
    }
    assertFalse(read.includes(folder));
  });
});

Deno.test("a model of a tracking server is fetched from the servers that are named", async () => {
  const captured = await capturedLaunch(
    ["serve", "models:/iris@champion", "--data-dir", "/data"],
    {
      MLFLOW_TRACKING_URI: "https://user:secret@tracking.example",
      MLFLOW_REGISTRY_URI: "http://127.0.0.1:5000",
      HOME: "/people/me",
    },
  );
  assertEquals(grantedOf(captured, "net"), [
    "127.0.0.1:5000",
    "127.0.0.1:5001",
    "tracking.example:443",
  ]);
  const read = grantedOf(captured, "read")!;
  assert(read.includes("/people/me/.mlflow/credentials"));
  assert(read.includes("/data/model-cache"));
  assert(grantedOf(captured, "env")!.includes("MLFLOW_TRACKING_TOKEN"));
});

Deno.test("data is delivered to the container that is named, with the key that is known", async () => {
  const captured = await capturedLaunch(
    [
      "serve",
      IRIS,
      "--collect",
      "--datastore",
      "workspaceblobstore=http://127.0.0.1:10000/devstoreaccount1/mdc",
    ],
    {
      AZURE_STORAGE_CONNECTION_STRING: "UseDevelopmentStorage=true",
      PATH: "/bin",
      DATABASE_PASSWORD: "secret",
    },
  );
  assertEquals(grantedOf(captured, "net"), [
    "127.0.0.1:10000",
    "127.0.0.1:5001",
  ]);
  assertEquals(grantedOf(captured, "env"), []);
  assertEquals(grantedOf(captured, "run"), undefined);
  // The client of Azure may read any variable, so there are none but its own.
  assertEquals(captured.environment, {
    AZURE_STORAGE_CONNECTION_STRING: "UseDevelopmentStorage=true",
    PATH: "/bin",
  });
});

Deno.test("who one is for Azure is asked where the environment says", async () => {
  const serve = [
    "serve",
    IRIS,
    "--datastore",
    "d=https://account.blob.core.windows.net/mdc",
  ];
  const anywhere = await capturedLaunch(serve);
  assertEquals(grantedOf(anywhere, "net"), [
    "127.0.0.1:5001",
    "169.254.169.254:80",
    "account.blob.core.windows.net:443",
    "login.microsoftonline.com:443",
  ]);
  assertEquals(grantedOf(anywhere, "run"), ["az"]);
  const endpoint = await capturedLaunch(serve, {
    MSI_ENDPOINT: "http://10.0.0.1:8080/token",
    MSI_SECRET: "secret",
  });
  assertEquals(grantedOf(endpoint, "net"), [
    "10.0.0.1:8080",
    "127.0.0.1:5001",
    "account.blob.core.windows.net:443",
  ]);
  assertEquals(grantedOf(endpoint, "run"), undefined);
  const workspace = await capturedLaunch([
    "serve",
    IRIS,
    "--workspace",
    WORKSPACE,
  ]);
  const net = grantedOf(workspace, "net")!;
  assert(net.includes("management.azure.com:443"));
  assert(net.includes("*.blob.core.windows.net:443"));
});

Deno.test("data is delivered to a folder without a service of Azure", async () => {
  const captured = await capturedLaunch(
    ["serve", IRIS, "--datastore", "d=file:/mnt/store"],
    { OWN: "kept" },
  );
  assertEquals(grantedOf(captured, "net"), ["127.0.0.1:5001"]);
  assert(grantedOf(captured, "write")!.includes("/mnt/store"));
  assertEquals(captured.environment, { OWN: "kept" });
});

Deno.test("a command line grants what a script needs beside", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "score.ts"), "");
    await Deno.writeTextFile(join(folder, "my.env"), 'TOKEN="from file"\n');
    const captured = await capturedLaunch([
      "serve",
      join(folder, "score.ts"),
      "--allow-net",
      "features.example:443,other.example",
      "--allow-net",
      "third.example",
      "--allow-env=MINE",
      "--allow-read",
      "/data,with",
      "--env-file",
      join(folder, "my.env"),
    ], { MINE: "1" });
    const net = grantedOf(captured, "net")!;
    for (const host of ["features.example:443", "other.example"]) {
      assert(net.includes(host), host);
    }
    assert(net.includes("third.example"));
    const env = grantedOf(captured, "env")!;
    assert(env.includes("MINE") && env.includes("TOKEN"));
    assertEquals(captured.environment.TOKEN, "from file");
  });
});

Deno.test("a native engine, a check of types and a graph are granted what they need", async () => {
  const native = await capturedLaunch([
    "serve",
    IRIS,
    "--engine",
    "native",
    "--check",
  ]);
  assertEquals(grantedOf(native, "ffi"), []);
  assertEquals(grantedOf(native, "run"), []);
  const graph = projectPath("tests/golden/onnx/boosting-classifier");
  assert(
    grantedOf(await capturedLaunch(["serve", graph]), "read")!
      .includes(PACKAGE_CACHE),
  );
  assertFalse(
    grantedOf(await capturedLaunch(["serve", IRIS]), "read")!
      .includes(PACKAGE_CACHE),
  );
});

Deno.test("the other commands are granted what they need", async () => {
  const collect = await capturedLaunch([
    "collect",
    "deployment.yml",
    "--data-dir",
    "/data",
    "--upstream",
    "http://127.0.0.1:5099",
  ]);
  assertEquals(permissions(collect), {
    read: ["/data", resolve("deployment.yml"), resolve("samla.yml")].sort(),
    write: ["/data"],
    net: ["127.0.0.1:5002", "127.0.0.1:5099", "127.0.0.1:50011"].sort(),
  });
  const inspect = await capturedLaunch(["inspect", IRIS]);
  assertEquals(permissions(inspect), { read: [IRIS] });
  const list = await capturedLaunch(["data", "ls", "--data-dir", "/data"]);
  assertEquals(permissions(list), { read: ["/data"] });
  const rows = await capturedLaunch(["data", "export", "/out/rows.csv"]);
  assertEquals(permissions(rows).write, ["/out/rows.csv"]);
  const tail = await capturedLaunch([
    "data",
    "tail",
    "--datastore",
    "https://account.blob.core.windows.net/mdc?sp=r&sig=x",
  ]);
  assertEquals(permissions(tail).net, ["account.blob.core.windows.net:443"]);
});

Deno.test("a command line that cannot be understood starts nothing", async () => {
  await withFolder(async (folder) => {
    const script = join(folder, "score.ts");
    await Deno.writeTextFile(script, "");
    const missing = await capturedLaunch([
      "serve",
      script,
      "--env-file",
      "none.env",
    ]);
    assertEquals([missing.code, missing.args.length], [3, 0]);
    assertStringIncludes(missing.noted, "none.env");
    await Deno.writeTextFile(join(folder, "deno.json"), "[]");
    const wrong = await capturedLaunch(["serve", script]);
    assertEquals([wrong.code, wrong.args.length], [3, 0]);
    assertStringIncludes(wrong.noted, join(folder, "deno.json"));
  });
});
