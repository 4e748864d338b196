import { assert, assertEquals, assertRejects } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { parseModelUri } from "../../../mlflow/model_uri.ts";
import { failing } from "../../tools/servers/tracking_server.ts";
import { assertHolds, FILES, filesIn, withServer } from "./cache_setting.ts";

Deno.test("a file that breaks off is asked for again", () =>
  withServer(async ({ server, locate }) => {
    const isFile = (url: URL) => url.pathname.endsWith("/model.bin");
    const cut = () => {
      const start = new TextEncoder().encode("01234");
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(start);
          },
          pull(controller) {
            controller.error(new Error("cut"));
          },
        }),
      );
    };
    server.faults.push(failing(2, cut, isFile));
    server.faults.push(failing(2, () => new Response("01234"), isFile));
    server.faults.push(
      failing(2, () => new Response("", { status: 500 }), isFile),
    );
    await assertHolds(await locate("models:/iris/1"), FILES);
  }));

Deno.test("a file that never arrives whole leaves nothing behind", () =>
  withServer(async ({ server, folder, locate }) => {
    server.faults.push(
      failing(
        8,
        () => new Response("01234"),
        (url) => url.pathname.endsWith("/model.bin"),
      ),
    );
    await assertRejects(
      () => locate("models:/iris/1"),
      ModelError,
      "of its 10 bytes 5 arrived",
    );
    assertEquals(await filesIn(folder), []);
    await assertHolds(await locate("models:/iris/1"), FILES);
  }));

for (
  const path of [
    "../escaped",
    "..",
    ".",
    "",
    "/tmp/escaped",
    "a/../../escaped",
    "a/b",
    "a\\..\\escaped",
    "C:escaped",
    "a\0b",
    "a".repeat(300),
  ]
) {
  const shown = JSON.stringify(path).slice(0, 30);
  for (const isFolder of [false, true]) {
    const kind = isFolder ? "folder" : "file";
    Deno.test(`a ${kind} named ${shown} in a list of files is refused`, () =>
      withServer(async ({ server, folder, locate }) => {
        server.listings.set("0/models/iris-1", [
          { path: "MLmodel", "is_dir": false },
          { path, "is_dir": isFolder },
        ]);
        await assertRejects(() => locate("models:/iris/1"), ModelError);
        assertEquals(await filesIn(folder), []);
        assert(!server.asked.some((each) => each.includes("escaped")));
      }));
  }
}

Deno.test("a folder that holds itself, a name twice and a file that is also a folder are refused", () =>
  withServer(async ({ server, folder, locate }) => {
    let inside = "0/models/iris-1";
    for (let depth = 0; depth < 50; depth++) {
      server.listings.set(inside, [{ path: "again", "is_dir": true }]);
      inside += "/again";
    }
    await assertRejects(() => locate("models:/iris/1"), ModelError);
    const entry = { path: "MLmodel", "is_dir": false };
    server.listings.set("0/models/iris-1", [entry, entry]);
    await assertRejects(() => locate("models:/iris/1"), ModelError);
    server.listings.set("0/models/iris-1", [entry, {
      path: "MLmodel",
      "is_dir": true,
    }]);
    server.listings.set("0/models/iris-1/MLmodel", [entry]);
    server.files.set("0/models/iris-1/MLmodel/MLmodel", "x");
    await assertRejects(() => locate("models:/iris/1"), ModelError);
    assertEquals(await filesIn(folder), []);
  }));

Deno.test("a model over a limit is refused, whatever the server says of its size", () =>
  withServer(async ({ server, folder, cache }) => {
    const uri = parseModelUri("models:/iris/1");
    for (
      const limits of [
        { maxFiles: 2 },
        { maxFileBytes: 10 },
        { maxModelBytes: 20 },
      ]
    ) {
      await assertRejects(() => cache(limits).locate(uri), ModelError);
    }
    const unknown = { "is_dir": false } as const;
    server.listings.set("0/models/iris-1", [
      { path: "MLmodel", ...unknown },
      { path: "data", "is_dir": true },
    ]);
    server.listings.set("0/models/iris-1/data", [
      { path: "model.bin", ...unknown },
    ]);
    for (const limits of [{ maxFileBytes: 10 }, { maxModelBytes: 20 }]) {
      await assertRejects(
        () => cache(limits).locate(uri),
        ModelError,
        "bytes would be read",
      );
    }
    assertEquals(await filesIn(folder), []);
    const fits = { maxFiles: 3, maxFileBytes: 11, maxModelBytes: 21 };
    await assertHolds(await cache(fits).locate(uri), FILES);
  }));

Deno.test("a few files are downloaded at once, and all of them arrive", () =>
  withServer(async ({ server, locate }) => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`f${i}`, `${i}`]),
    );
    server.register("many", "1", files);
    await assertHolds(await locate("models:/many/1"), files);
    assert(server.maxConcurrent > 1);
    assert(server.maxConcurrent <= 4);
  }));
