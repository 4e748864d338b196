import { assertEquals, assertStringIncludes } from "@std/assert";
import { projectPath } from "../../../tools/paths.ts";
import { capturedLaunch } from "../../../tools/captured_launch.ts";

Deno.test("a folder with a comma in its name cannot be granted, and is named", async () => {
  const iris = projectPath("examples/iris");
  const args = ["serve", iris, "--collect", "--data-dir", "/data,2"];
  const captured = await capturedLaunch(args);
  assertEquals([captured.code, captured.args.length], [3, 0]);
  assertStringIncludes(captured.noted, "Cannot grant read of /data,2");
});
