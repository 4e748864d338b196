import { assert, assertEquals } from "@std/assert";
import { payloadData } from "../../collector/payload.ts";

const headers = new Headers({ "content-type": "application/json" });

Deno.test("a payload of JSON that is nested too deeply is recorded as text, unparsed", () => {
  for (const levels of [501, 1_000_000]) {
    const body = new TextEncoder().encode(
      "[".repeat(levels) + "]".repeat(levels),
    );
    const { data, contentType } = payloadData({ headers, body });
    assertEquals(contentType, "text/plain");
    assert(typeof data === "string" && data.startsWith('"[[['));
  }
  const body = new TextEncoder().encode("[".repeat(500) + "]".repeat(500));
  assertEquals(payloadData({ headers, body }).contentType, "application/json");
});
