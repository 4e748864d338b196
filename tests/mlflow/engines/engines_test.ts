import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "../../tools/paths.ts";

// Only the files of a package that the program imports can be resolved.
await import("onnxruntime-web/wasm");
const wasm = new URL(
  import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);

/** What a session says of the graph `y = -x`, and the answer to 2^53 + 1. */
const ANSWER = {
  inputs: [{ name: "x", dtype: "int64", shape: [-1] }],
  outputs: [{ name: "y", dtype: "int64", shape: [-1] }],
  y: "-9007199254740993",
};

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

Deno.test("the native engine answers as the WebAssembly engine does", async () => {
  const answer = await negate("native", ["--allow-ffi", "--allow-read"]);
  assertEquals(answer, ANSWER);
});

Deno.test("the native engine answers every recorded model", async () => {
  const permissions = ["--allow-ffi", "--allow-read", "--allow-env"];
  const answer = await run(["./check_golden.ts"], permissions);
  assertEquals(answer, { differences: [], manyCalls: true });
});

Deno.test("the native engine says that it needs --allow-ffi", async () => {
  const answer = await negate("native", ["--allow-read"]);
  assertStringIncludes(JSON.stringify(answer), "needs --allow-ffi");
});

function negate(
  engine: string,
  permissions: readonly string[],
): Promise<unknown> {
  return run(["./negate.ts", engine], permissions);
}

/** Runs a program beside this file and parses what it prints. */
async function run(
  [program = "", ...args]: readonly string[],
  permissions: readonly string[],
): Promise<unknown> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-lock",
      "--no-check",
      ...permissions,
      fromFileUrl(new URL(program, import.meta.url)),
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}
