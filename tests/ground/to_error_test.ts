import { assert, assertEquals } from "@std/assert";
import { toError } from "../../ground/to_error.ts";

Deno.test("an error stays the same, and anything else becomes one", () => {
  const error = new RangeError("Too far");
  assert(toError(error) === error);
  const made = toError(17);
  assert(made instanceof Error);
  assertEquals(made.message, "17");
});
