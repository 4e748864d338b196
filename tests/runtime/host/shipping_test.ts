import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseDatastoreUrl } from "../../../collector/host/shipping/destination_kinds.ts";
import { readShippingSettings } from "../../../runtime/host/shipping_settings.ts";
import { Azurite, readContainer } from "../../tools/azurite.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

const IRIS = projectPath("examples/iris");
const ROW = JSON.stringify({
  input_data: {
    columns: [
      "sepal length (cm)",
      "sepal width (cm)",
      "petal length (cm)",
      "petal width (cm)",
    ],
    data: [[5.1, 3.5, 1.4, 0.2]],
  },
});

async function score(host: HostProcess, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const response = await fetch(`${host.address}/score`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: ROW,
    });
    assertEquals(response.status, 200);
    await response.body?.cancel();
  }
}

/** The numbers of a metric, by collection and what its other label says. */
function metric(text: string, name: string): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(
      new RegExp(
        `^${name}{collection="(\\w+)"(?:,\\w+="(\\w+)")?} (\\d+)$`,
        "gm",
      ),
    )].map(([, collection, of, value]) => [
      of === undefined ? collection : `${collection} ${of}`,
      Number(value),
    ]),
  );
}

Deno.test("a host that is told to stop has everything in the store, by its own counters too", async () => {
  await using azurite = await Azurite.start();
  const container = azurite.container("collected");
  const dataDir = await Deno.makeTempDir();
  const environment = {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
  };
  await using host = await HostProcess.start(dataDir, [
    IRIS,
    "--collect",
    "--datastore",
    `workspaceblobstore=${azurite.url}/collected/here`,
    "--create-containers",
  ], { environment });
  await score(host, 25);
  const metrics = await (await fetch(`${host.address}/metrics`)).text();
  const shipped = metric(metrics, "samla_shipped_events_total");
  const waiting = metric(metrics, "samla_waiting_events");
  for (const collection of ["model_inputs", "model_outputs"]) {
    assertEquals(shipped[`${collection} own`]! + waiting[collection]!, 25);
  }
  const { code, stderr } = await host.stop();
  assertEquals(code, 0);
  assertStringIncludes(stderr, "25 collected");
  assertStringIncludes(stderr, "25 of them shipped");
  const blobs = await readContainer(container);
  assertEquals(blobs.size, 2);
  for (const [path, bytes] of blobs) {
    assert(path.startsWith("here/modelDataCollector/iris/blue/model_"));
    const local = path.slice("here/".length);
    assertEquals(bytes, await Deno.readFile(`${dataDir}/${local}`));
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("what a host spooled is shipped, waits or is lost when somebody removes its data folder, and it collects on", async (t) => {
  await using azurite = await Azurite.start();
  const environment = {
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
  };
  const destination = [
    "--datastore",
    `workspaceblobstore=${azurite.url}/removed`,
    "--create-containers",
  ];
  for (
    const [name, flags] of [["shipped", destination], ["local", []]] as const
  ) {
    await t.step(name, async () => {
      const dataDir = await Deno.makeTempDir();
      await using host = await HostProcess.start(dataDir, [
        IRIS,
        "--collect",
        ...flags,
      ], { environment });
      await score(host, 4);
      await Deno.remove(`${dataDir}/modelDataCollector`, { recursive: true });
      await score(host, 3);
      const text = await (await fetch(`${host.address}/metrics`)).text();
      const collected = metric(text, "samla_collected_total");
      const spooled = metric(text, "samla_spooled_events_total");
      const shipped = metric(text, "samla_shipped_events_total");
      const waiting = metric(text, "samla_waiting_events");
      const lost = metric(text, "samla_lost_events_total");
      for (const collection of ["model_inputs", "model_outputs"]) {
        assertEquals(collected[`${collection} recorded`], 7);
        assertEquals(spooled[collection], 7);
        if (name === "local") assertEquals(lost[collection], 4);
        else {
          assertEquals(
            shipped[`${collection} own`]! + waiting[collection]! +
              lost[collection]!,
            7,
          );
        }
      }
      const local = await Array.fromAsync(
        Deno.readDir(`${dataDir}/modelDataCollector/iris/blue`),
        ({ name }) => name,
      );
      assertEquals(local.sort(), ["model_inputs", "model_outputs"]);
      const { code, stderr } = await host.stop();
      assertEquals(code, 0);
      assertEquals(
        stderr.match(/Cannot keep 4 events of model_inputs: /g)?.length,
        1,
      );
      const count = (pattern: RegExp) => Number(pattern.exec(stderr)?.[1] ?? 0);
      assertEquals(
        count(/model_inputs: 7 collected.*?(\d+) of them lost/) +
          count(/model_inputs: 7 collected.*?(\d+) of them shipped/),
        name === "local" ? 4 : 7,
      );
      await Deno.remove(dataDir, { recursive: true });
    });
  }
});

Deno.test("collections go where their data.path says, each with its payload files", async () => {
  await using azurite = await Azurite.start();
  const dataDir = await Deno.makeTempDir();
  const deployment = `${dataDir}/deployment.yml`;
  await Deno.writeTextFile(
    deployment,
    `name: blue
endpoint_name: iris
model: ${IRIS}
data_collector:
  large_payload_bytes: 10
  collections:
    model_inputs:
      enabled: 'true'
      data: { path: "azureml://datastores/other/paths/inputs/of/mine" }
    model_outputs: { enabled: 'true' }
`,
  );
  await using host = await HostProcess.start(dataDir, [
    deployment,
    "--datastore",
    `workspaceblobstore=${azurite.url}/first`,
    "--datastore",
    `other=${azurite.url}/second`,
    "--create-containers",
  ], {
    environment: {
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString(),
    },
  });
  await score(host, 1);
  await host.stop();
  const outputs = await readContainer(azurite.container("first"));
  const inputs = await readContainer(azurite.container("second"));
  assertEquals(outputs.size, 1);
  assertEquals(inputs.size, 2);
  const [payload, lines] = [...inputs.keys()].sort();
  assert(
    /^inputs\/of\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f-]{36}\.jsonl$/.test(
      payload!,
    ),
  );
  assert(lines!.startsWith("inputs/of/mine/"));
  const line = new TextDecoder().decode(inputs.get(lines!));
  assertEquals(
    JSON.parse(line).dataref,
    `${azurite.url}/second/${payload}`,
  );
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a host refuses to start when a destination is not there, not known, or forbidden", async () => {
  await using azurite = await Azurite.start();
  const dataDir = await Deno.makeTempDir();
  const connection = azurite.connectionString();
  for (
    const [datastore, connectionString, says] of [
      [
        `workspaceblobstore=${azurite.url}/nowhere`,
        connection,
        "ContainerNotFound",
      ],
      [`other=${azurite.url}/nowhere`, connection, "--datastore"],
      [
        `workspaceblobstore=${azurite.url}/nowhere`,
        connection.replace(/AccountKey=[^;]{8}/, "AccountKey=AAAAAAAA"),
        "Storage Blob Data Contributor",
      ],
    ] as const
  ) {
    const error = await failure(() =>
      HostProcess.start(
        dataDir,
        [IRIS, "--collect", "--datastore", datastore],
        {
          environment: { AZURE_STORAGE_CONNECTION_STRING: connectionString },
        },
      )
    );
    assertStringIncludes(error, "Cannot ship");
    assertStringIncludes(error, says);
    assert(!error.includes("AccountKey"));
    assert(!error.includes(connection.slice(100, 140)));
  }
  await Deno.remove(dataDir, { recursive: true });
});

async function failure(start: () => Promise<HostProcess>): Promise<string> {
  try {
    await using _host = await start();
  } catch (error) {
    return String(error);
  }
  throw new Error("The host started");
}

Deno.test("samla.yml says where datastores are, and a flag wins", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/samla.yml`;
  assertEquals(await readShippingSettings({}, path), undefined);
  await Deno.writeTextFile(
    path,
    `datastores:
  workspaceblobstore: https://one.blob.core.windows.net/a
  other: https://two.blob.core.windows.net/b/c
create_containers: true
`,
  );
  const settings = await readShippingSettings({
    datastore: ["other=https://three.blob.core.windows.net/d"],
  }, path);
  assertEquals(settings, {
    datastores: {
      workspaceblobstore: parseDatastoreUrl(
        "https://one.blob.core.windows.net/a",
      ),
      other: parseDatastoreUrl("https://three.blob.core.windows.net/d"),
    },
    createContainers: true,
  });
  for (
    const [text, says] of [
      [
        "\ndatastore: {}",
        'line 2, there is no key "datastore", did you mean "datastores"? expected datastores, workspace',
      ],
      ["x: 1", 'line 1, there is no key "x", expected datastores'],
      [
        "datastores:\n  a: 1",
        'line 2, "datastores.a" is 1, expected a string',
      ],
      [
        "datastores:\n  a: nonsense",
        'line 2, cannot use the datastore URL "nonsense"',
      ],
      ["\nworkspace: w", "line 2, cannot use"],
      ["- 1", "line 1, "],
      ["\ndatastores: [", "samla.yml: line 2 is not valid YAML"],
    ] as const
  ) {
    await Deno.writeTextFile(path, text);
    const error = await readShippingSettings({}, path).catch(String);
    assertStringIncludes(String(error), says);
  }
  await Deno.remove(folder, { recursive: true });
});
