import { assertEquals, assertThrows } from "@std/assert";
import { pathPrefixOf } from "../../../../../runtime/host/command/options/path_prefix_of.ts";

Deno.test("pathPrefixOf() takes a path, with a slash at its end or without", () => {
  assertEquals(pathPrefixOf("/models/iris"), "/models/iris");
  assertEquals(pathPrefixOf("/a.b-c_d~e/"), "/a.b-c_d~e");
});

for (const text of ["", "/", "models", "/a//b", "/a/../b", "/:name", "/a b"]) {
  Deno.test(`pathPrefixOf() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => pathPrefixOf(text), Error, "Expected a path");
  });
}
