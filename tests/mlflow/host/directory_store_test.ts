import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { directoryStore } from "../../../mlflow/host/directory_store.ts";

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/model/data`, { recursive: true });
    await Deno.writeTextFile(`${folder}/model/MLmodel`, "flavors: {}");
    await Deno.writeTextFile(`${folder}/model/data/a.txt`, "abc");
    await Deno.writeTextFile(`${folder}/secret`, "s");
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("directoryStore reads the files of its folder", () =>
  withFolder(async (folder) => {
    const store = directoryStore(`${folder}/model`);
    assertEquals(await store.read("data/a.txt"), new Uint8Array([97, 98, 99]));
    assert(await store.exists("MLmodel"));
    assertFalse(await store.exists("nothing"));
    assertFalse(await store.exists("MLmodel/below"));
    assertFalse(await store.exists("data"));
    await assertRejects(
      () => store.read("nothing"),
      ModelError,
      "no such file",
    );
    await assertRejects(() => store.read("data"), ModelError, "not a file");
  }));

Deno.test("directoryStore refuses each way out of its folder", () =>
  withFolder(async (folder) => {
    await Deno.symlink(`${folder}/secret`, `${folder}/model/link`);
    await Deno.symlink(folder, `${folder}/model/up`);
    await Deno.mkdir(`${folder}/model-two`);
    await Deno.writeTextFile(`${folder}/model-two/f`, "s");
    await Deno.symlink(`${folder}/model-two/f`, `${folder}/model/twin`);
    const store = directoryStore(`${folder}/model`);
    for (
      const path of [
        "../secret",
        "data/../../secret",
        "..\\secret",
        `${folder}/secret`,
        "C:/secret",
        "",
        "a\0b",
        "link",
        "up/secret",
        "twin",
      ]
    ) {
      await assertRejects(() => store.read(path), ModelError, "Cannot read");
    }
  }));

Deno.test("directoryStore follows a link that stays inside", () =>
  withFolder(async (folder) => {
    await Deno.symlink("data/a.txt", `${folder}/model/link`);
    const store = directoryStore(`${folder}/model`);
    assertEquals((await store.read("link")).length, 3);
  }));

Deno.test("directoryStore refuses a file beyond the size limit", () =>
  withFolder(async (folder) => {
    const store = directoryStore(`${folder}/model`, { maxFileBytes: 2 });
    await assertRejects(
      () => store.read("data/a.txt"),
      ModelError,
      "it has 3 bytes, at most 2 are read",
    );
  }));
