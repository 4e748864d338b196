import { assertEquals } from "@std/assert";
import { ANSWER, negate, run } from "../mlflow/engines/run_engine.ts";

// The native library is a package of 288 MB, fetched here and nowhere else.
Deno.test("the native engine answers as the WebAssembly engine does", async () => {
  const answer = await negate("native", ["--allow-ffi", "--allow-read"]);
  assertEquals(answer, ANSWER);
});

Deno.test("the native engine answers every recorded model", async () => {
  const permissions = ["--allow-ffi", "--allow-read", "--allow-env"];
  const answer = await run(["./check_golden.ts"], permissions);
  assertEquals(answer, { differences: [], manyCalls: true });
});
