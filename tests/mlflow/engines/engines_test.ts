import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "../../tools/paths.ts";
import { ANSWER, negate } from "./run_engine.ts";

// Only the files of a package that the program imports can be resolved.
await import("onnxruntime-web/wasm");
const wasm = new URL(
  import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);

Deno.test("the WebAssembly engine needs no permission but to read its one file", async () => {
  const answer = await negate("wasm", [
    "--cached-only",
    `--allow-read=${fromFileUrl(wasm)}`,
  ]);
  assertEquals(answer, ANSWER);
});

Deno.test("the WebAssembly engine fetches nothing where it may not read its file", async () => {
  const answer = await negate("wasm", ["--allow-net"]);
  assertStringIncludes(JSON.stringify(answer), "Requires read access");
});

Deno.test("the native engine says that it needs --allow-ffi", async () => {
  const answer = await negate("native", ["--allow-read"]);
  assertStringIncludes(JSON.stringify(answer), "needs --allow-ffi");
});
