import { assertEquals } from "@std/assert";
import { findingLines } from "../../../../runtime/host/doctor/finding.ts";

Deno.test("findings are lines, and what to do stands below them", () => {
  const lines = findingLines([
    { verdict: "ok", what: "runtime", seen: "here" },
    { verdict: "wrong", what: "data", seen: "full", advice: "make room" },
  ]);
  assertEquals(
    lines,
    "ok     runtime  here\nwrong  data     full\n                → make room\n",
  );
});
