import { parseDatastoreUrl } from "../../../../collector/host/shipping/destination_kinds.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { FromShipper } from "../../../../collector/host/shipping/shipping_plan.ts";
import { ShipService } from "../../../../collector/host/shipping/ship_service.ts";
import { Azurite, readContainer } from "../../../tools/azurite.ts";
import { trustLoopback } from "../../../tools/loopback_tls.ts";
import { ManagementServer } from "../../../tools/servers/management_server.ts";
import { TokenService } from "../../../tools/servers/token_service.ts";

const WORKSPACE =
  "/subscriptions/s-1/resourceGroups/g-1/providers/Microsoft.MachineLearningServices/workspaces/w-1";
const URI =
  "azureml://datastores/workspaceblobstore/paths/modelDataCollector/iris/blue/";
const INSTANCE = "0123456789abcdef0123456789abcdef000000";

Deno.test("a service ships, registers the data assets, and tells what it did", async () => {
  trustLoopback();
  await using azurite = await Azurite.start();
  await using tokens = new TokenService(3600);
  await using management = new ManagementServer(WORKSPACE);
  management.assets.set("taken/versions/2", {
    properties: { dataType: "uri_folder", dataUri: `${URI}another` },
  });
  const dataDir = await Deno.makeTempDir();
  const folder = "modelDataCollector/iris/blue/model_inputs/2026/09/30/09";
  await Deno.mkdir(`${dataDir}/${folder}`, { recursive: true });
  await Deno.writeTextFile(
    `${dataDir}/${folder}/${INSTANCE}.jsonl`,
    "{}\n{}\n",
  );
  const told: FromShipper[] = [];
  const ended = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const service = new ShipService(
    (message) => {
      told.push(message);
      if (message.kind === "ready") ready.resolve();
      if (message.kind === "stopped") ended.resolve();
    },
    (name) =>
      name === "AZURE_STORAGE_CONNECTION_STRING"
        ? azurite.connectionString()
        : tokens.environment(name),
  );
  const running = service.start({
    dataDir,
    endpoint: "iris",
    deployment: "blue",
    instanceId: INSTANCE,
    keepLocal: true,
    settings: {
      datastores: {
        workspaceblobstore: parseDatastoreUrl(`${azurite.url}/data`),
      },
      createContainers: true,
      workspace: WORKSPACE,
      managementUrl: management.url,
    },
    collections: [
      {
        name: "model_inputs",
        uri: `${URI}model_inputs`,
        assetName: "iris-blue-model_inputs",
        assetVersion: "1",
      },
      {
        name: "model_outputs",
        uri: `${URI}model_outputs`,
        assetName: "taken",
        assetVersion: "2",
      },
    ],
  });
  await ready.promise;
  await service.stop(10_000);
  await Promise.all([ended.promise, running]);
  const blobs = await readContainer(azurite.container("data"));
  assertEquals([...blobs.keys()], [`${folder}/${INSTANCE}.jsonl`]);
  assertEquals(
    management.assets.get("iris-blue-model_inputs/versions/1")?.properties,
    { dataType: "uri_folder", dataUri: `${URI}model_inputs` },
  );
  const problems = told.flatMap((message) =>
    message.kind === "problem" ? [message.message] : []
  );
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0]!, "taken:2");
  assertStringIncludes(problems[0]!, `${URI}model_outputs`);
  const counters = told.findLast((message) => message.kind === "counters");
  assert(counters?.kind === "counters");
  assertEquals(counters.counters.model_inputs?.events, 2);
  await Deno.remove(dataDir, { recursive: true });
});
