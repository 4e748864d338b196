import { assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

Deno.test("samla doctor may try what a start would do", async () => {
  const captured = await capturedLaunch(["doctor", "--data-dir", "/data"], {
    "MLFLOW_TRACKING_URI": "http://tracking.example.com:5000",
  });
  const granted = ["read", "write", "net", "run", "sys"].map((kind) =>
    grantedOf(captured, kind)?.toSorted()
  );
  assertEquals(granted, [
    ["/data", resolve("samla.yml")].sort(),
    ["/data"],
    ["tracking.example.com:5000"],
    ["python3"],
    ["statfs"],
  ]);
});
