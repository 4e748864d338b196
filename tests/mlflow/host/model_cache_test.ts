import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { ModelCache } from "../../../mlflow/host/model_cache.ts";
import { parseModelUri } from "../../../mlflow/model_uri.ts";
import { TrackingServers } from "../../../mlflow/tracking/tracking_servers.ts";
import {
  failing,
  LocalTrackingServer,
} from "../../tools/servers/tracking_server.ts";
import { assertHolds, FILES, filesIn, withServer } from "./cache_setting.ts";

Deno.test("a version is downloaded once, and then needs no server", () =>
  withServer(async ({ server, warnings, locate }) => {
    const first = await locate("models:/iris/1");
    await assertHolds(first, FILES);
    await server.stop();
    const asked = server.asked.length;
    assertEquals(await locate("models:/iris/1"), first);
    assertEquals(server.asked.length, asked);
    assertEquals(warnings, []);
  }));

Deno.test("an alias follows its version, and is what it was while the server is away", () =>
  withServer(async ({ server, warnings, locate }) => {
    server.register("iris", "2", { "MLmodel": "flavors: {new: {}}" });
    server.aliases.set("iris@champion", "1");
    const one = await locate("models:/iris@champion");
    server.aliases.set("iris@champion", "2");
    const two = await locate("models:/iris@champion");
    await assertHolds(two, { "MLmodel": "flavors: {new: {}}" });
    assert(one !== two);
    server.faults.push(() => new Response("", { status: 503 }));
    assertEquals(await locate("models:/iris@champion"), two);
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0]!, "the last time");
    await server.stop();
    assertEquals(await locate("models:/iris@champion"), two);
    assertEquals(warnings.length, 2);
    await assertRejects(
      () => locate("models:/iris@challenger"),
      ModelError,
      "no connection",
    );
  }));

Deno.test("an alias that is gone, or not to be read any more, is not what it was", () =>
  withServer(async ({ server, warnings, locate }) => {
    server.aliases.set("iris@champion", "1");
    await locate("models:/iris@champion");
    server.aliases.clear();
    await assertRejects(
      () => locate("models:/iris@champion"),
      ModelError,
      "404",
    );
    server.faults.push(() => new Response("", { status: 401 }));
    await assertRejects(
      () => locate("models:/iris@champion"),
      ModelError,
      "401",
    );
    assertEquals(warnings, []);
  }));

Deno.test("latest is the highest version by number", () =>
  withServer(async ({ server, locate }) => {
    for (const version of ["9", "10"]) {
      server.register("iris", version, { "MLmodel": version });
    }
    await assertHolds(await locate("models:/iris/latest"), { "MLmodel": "10" });
  }));

Deno.test("a version may be a logged model, a run's folder or another version", () =>
  withServer(async ({ server, locate }) => {
    server.versions.set("iris/2", { source: "models:/iris/1" });
    await assertHolds(await locate("models:/iris/2"), FILES);
    server.runs.set("r1", "mlflow-artifacts:/0/models");
    server.versions.set("iris/3", { source: "runs:/r1/iris-1" });
    await assertHolds(await locate("models:/iris/3"), FILES);
    server.models.set("m-1", {
      artifactUri: "mlflow-artifacts:/0/models/iris-1",
    });
    server.versions.set("iris/4", { source: "models:/m-1" });
    await assertHolds(await locate("models:/iris/4"), FILES);
    assertEquals(
      await Deno.readTextFile(`${await locate("models:/m-1")}/MLmodel`),
      FILES["MLmodel"],
    );
  }));

Deno.test("versions that lead in a circle are refused", () =>
  withServer(async ({ server, locate }) => {
    server.versions.set("a/1", { source: "models:/b/1" });
    server.versions.set("b/1", { source: "models:/a/1" });
    await assertRejects(() => locate("models:/a/1"), ModelError, "more than");
  }));

Deno.test("what the server keeps outside its artifact store is read through the server", () =>
  withServer(async ({ server, locate }) => {
    for (const [path, text] of Object.entries(FILES)) {
      server.files.set(`logged/m-2/${path}`, text);
      server.files.set(`run/r2/model/${path}`, text);
    }
    server.models.set("m-2", { artifactUri: "s3://bucket/m-2" });
    server.runs.set("r2", "/srv/0/r2/artifacts");
    server.versions.set("iris/5", {
      source: "models:/m-2",
      location: "s3://bucket/m-2",
    });
    server.versions.set("iris/6", {
      source: "/srv/0/r2/artifacts/model",
      runId: "r2",
    });
    for (const version of ["5", "6"]) {
      await assertHolds(await locate(`models:/iris/${version}`), FILES);
    }
    await assertHolds(await locate("runs:/r2/model"), FILES);
    server.versions.set("iris/7", { source: "s3://bucket/elsewhere" });
    await assertRejects(
      () => locate("models:/iris/7"),
      ModelError,
      "let it serve artifacts",
    );
  }));

Deno.test("a run's folder is the model that the run logged under this name", () =>
  withServer(async ({ server, locate }) => {
    server.runs.set("r1", "mlflow-artifacts:/0/none");
    server.models.set("m-1", {
      artifactUri: "mlflow-artifacts:/0/models/iris-1",
      name: "model",
      runId: "r1",
    });
    await assertHolds(await locate("runs:/r1/model"), FILES);
  }));

Deno.test("a path is downloaded anew when its model has changed, and only then", () =>
  withServer(async ({ server, warnings, locate }) => {
    const http =
      `${server.url}/api/2.0/mlflow-artifacts/artifacts/0/models/iris-1`;
    for (const uri of ["mlflow-artifacts:/0/models/iris-1", http]) {
      const first = await locate(uri);
      const listings = () =>
        server.asked.filter((each) => each.includes("?path=")).length;
      const listed = listings();
      assertEquals(await locate(uri), first);
      assertEquals(listings(), listed);
      server.files.set("0/models/iris-1/MLmodel", `changed for ${uri}`);
      const second = await locate(uri);
      await assertHolds(second, { "MLmodel": `changed for ${uri}` });
      await assertHolds(first, { "data/model.bin": "0123456789" });
    }
    await server.stop();
    await assertHolds(await locate(http), {
      "MLmodel": `changed for ${http}`,
    });
    assertEquals(warnings.length, 1);
  }));

Deno.test("a new model is not given up for the last one because a download needs patience", () =>
  withServer(async ({ server, warnings, locate }) => {
    server.aliases.set("iris@champion", "1");
    const uris = ["models:/iris@champion", "mlflow-artifacts:/0/models/iris-1"];
    for (const uri of uris) await locate(uri);
    server.register("iris", "2", { "MLmodel": "new" });
    server.aliases.set("iris@champion", "2");
    server.files.set("0/models/iris-1/MLmodel", "new");
    for (const uri of uris) {
      const isListing = (url: URL) => url.pathname.endsWith("/artifacts");
      server.faults.push(
        failing(5, () => new Response("", { status: 503 }), isListing),
      );
      await assertHolds(await locate(uri), { "MLmodel": "new" });
    }
    assertEquals(warnings, []);
  }));

Deno.test("a folder below a version is a model of its own", () =>
  withServer(async ({ server, locate }) => {
    server.files.set("0/models/iris-1/inner/MLmodel", "inner");
    await assertHolds(await locate("models:/iris/1/inner"), {
      "MLmodel": "inner",
    });
    await assertHolds(await locate("models:/iris/1"), FILES);
  }));

Deno.test("two that need the same model at once both get it whole", () =>
  withServer(async ({ folder, locate }) => {
    const uri = "models:/iris/1";
    const found = await Promise.all([locate(uri), locate(uri), locate(uri)]);
    assertEquals(new Set(found).size, 1);
    await assertHolds(found[0]!, FILES);
    assertEquals((await filesIn(folder)).length, 2);
  }));

Deno.test("files at a server that the configuration does not name are not fetched", () =>
  withServer(async ({ server, locate }) => {
    await using other = new LocalTrackingServer();
    other.register("iris", "1", FILES);
    const host = new URL(other.url).host;
    for (
      const [version, source] of [
        ["2", `mlflow-artifacts://${host}/0/models/iris-1`],
        [
          "3",
          `${other.url}/api/2.0/mlflow-artifacts/artifacts/0/models/iris-1`,
        ],
      ] as const
    ) {
      server.versions.set(`iris/${version}`, { source });
      await assertRejects(
        () => locate(`models:/iris/${version}`),
        ModelError,
        "names it",
      );
    }
    assertEquals(other.asked, []);
  }));

Deno.test("names of every kind are kept apart and inside of the cache", () =>
  withServer(async ({ server, folder, locate }) => {
    const found = new Set<string>();
    const names = ["..", ".", "a b", "a%20b", "å".repeat(100), "å".repeat(101)];
    for (const name of names) {
      server.register(name, "1", { "MLmodel": name });
      const path = await locate(`models:/${name}/1`);
      await assertHolds(path, { "MLmodel": name });
      assert((await Deno.realPath(path)).startsWith(`${folder}/`));
      found.add(path);
    }
    assertEquals(found.size, names.length);
  }));

Deno.test("a folder that cannot be written to is named", () =>
  withServer(async ({ server, folder }) => {
    const tracking = { url: server.url, authorization: undefined };
    const servers = new TrackingServers({ tracking, registry: tracking });
    await Deno.writeTextFile(`${folder}/file`, "");
    const cache = new ModelCache(`${folder}/file/models`, servers);
    await assertRejects(
      () => cache.locate(parseModelUri("models:/iris/1")),
      ModelError,
      `${folder}/file/models`,
    );
  }));
