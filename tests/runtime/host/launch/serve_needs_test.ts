import { assert, assertEquals } from "@std/assert";
import { projectPath } from "../../../tools/paths.ts";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

const IRIS = projectPath("examples/iris");

Deno.test("the files of keys and of the certificate may be read, where they are named", async () => {
  const plain = await capturedLaunch(["serve", IRIS]);
  const named = await capturedLaunch([
    "serve",
    IRIS,
    "--key-file=/etc/keys",
    "--cert=/etc/tls/tls.crt",
    "--key=/etc/tls/tls.key",
  ]);
  const before = new Set(grantedOf(plain, "read"));
  assertEquals(
    grantedOf(named, "read")!.filter((path) => !before.has(path)),
    ["/etc/keys", "/etc/tls/tls.crt", "/etc/tls/tls.key"],
  );
  assert(grantedOf(plain, "env")!.includes("SAMLA_KEYS"));
});
