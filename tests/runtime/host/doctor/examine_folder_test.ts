import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { join } from "node:path";
import { isFolder } from "../../../../mlflow/host/stat_or_nothing.ts";
import { examineFolder } from "../../../../runtime/host/doctor/examine_folder.ts";

const NAMED = { what: "data folder", flag: "--data-dir" };

Deno.test("a folder that can be written is left as it was", async () => {
  const root = await Deno.makeTempDir();
  const path = join(root, "data");
  const found = await examineFolder({ ...NAMED, path });
  assertMatch(found.seen, /data can be written, \d+\.\d GB are free$/);
  assertFalse(await isFolder(path));
  await Deno.mkdir(path);
  await Deno.writeTextFile(join(path, "kept"), "");
  await examineFolder({ ...NAMED, path });
  const names = await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  assertEquals(names, ["kept"]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("a folder that cannot be written is wrong, with what to do", async () => {
  const file = await Deno.makeTempFile();
  const found = await examineFolder({ ...NAMED, path: join(file, "data") });
  assertEquals(found.verdict, "wrong");
  assert(found.advice!.includes("--data-dir"));
  await Deno.remove(file);
});
