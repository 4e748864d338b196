import { assertEquals } from "@std/assert";
import { reasonOf } from "../../ground/reason_of.ts";

Deno.test("a reason is an error's message, or the text of what else was thrown", () => {
  assertEquals(reasonOf(new RangeError("Too far")), "Too far");
  assertEquals(reasonOf("broken"), "broken");
  assertEquals(reasonOf(undefined), "undefined");
});
