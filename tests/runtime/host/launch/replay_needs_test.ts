import { assertEquals, assertStringIncludes } from "@std/assert";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

Deno.test("a replay reads the data, and asks the one host", async () => {
  const captured = await capturedLaunch([
    "replay",
    "model_inputs",
    "--to",
    "https://endpoint.example.com/score",
    "--data-dir",
    "/data",
    "--key-file",
    "/keys.txt",
  ]);
  assertEquals(grantedOf(captured, "net"), ["endpoint.example.com:443"]);
  assertEquals(grantedOf(captured, "read"), ["/data", "/keys.txt"]);
  assertEquals(grantedOf(captured, "write"), undefined);
});

Deno.test("a replay of a file reads it, and its answers beside it", async () => {
  const captured = await capturedLaunch([
    "replay",
    "/data/iris/blue/model_inputs/2026/11/27/12/x.jsonl",
    "--to",
    "http://127.0.0.1:5001",
  ]);
  const read = grantedOf(captured, "read") ?? [];
  const period = "2026/11/27/12";
  assertEquals(read.filter((path) => path.startsWith("/data")), [
    `/data/iris/blue/model_inputs/${period}`,
    `/data/iris/blue/model_outputs/${period}`,
  ]);
});

Deno.test("a replay to no address starts nothing", async () => {
  const { code, noted, args } = await capturedLaunch([
    "replay",
    "model_inputs",
    "--to",
    "ftp://there",
  ]);
  assertEquals([code, args.length], [3, 0]);
  assertStringIncludes(noted, 'Cannot send to "ftp://there"');
});
