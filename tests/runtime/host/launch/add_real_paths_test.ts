import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { addRealPaths } from "../../../../runtime/host/launch/add_real_paths.ts";
import { ALL, Needs } from "../../../../runtime/host/launch/needs.ts";

Deno.test("what a link leads to is granted with it, also where nothing is yet", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const [real, link] = [join(root, "real"), join(root, "link")];
  await Deno.mkdir(real);
  await Deno.symlink(real, link);
  const needs = new Needs().add("read", join(link, "new", "data"), real)
    .add("write", link);
  await addRealPaths(needs);
  assertEquals(needs.granted("read"), [
    join(link, "new", "data"),
    real,
    join(real, "new", "data"),
  ]);
  assertEquals(needs.granted("write"), [link, real]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("where all is granted, nothing is looked up", async () => {
  const needs = new Needs().add("read", ALL);
  await addRealPaths(needs);
  assertEquals(needs.granted("read"), [ALL]);
});
