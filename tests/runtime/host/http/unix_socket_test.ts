import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { UnixSocket } from "../../../../runtime/host/http/unix_socket.ts";
import { runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";

async function inFolder(body: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  await body(folder);
  await Deno.remove(folder, { recursive: true });
}

// That it is listened on is tested with the installed command, which is granted it.
Deno.test("a file that is no socket is refused, and so is a path that is too long", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.txt");
    await Deno.writeTextFile(path, "mine");
    await assertRejects(
      () => UnixSocket.prepare(path),
      ConfigurationError,
      "no socket",
    );
    assertEquals(await Deno.readTextFile(path), "mine");
    await assertRejects(
      () => UnixSocket.prepare(join(folder, "a".repeat(100))),
      ConfigurationError,
      "at most 107",
    );
  });
});

Deno.test("several workers on a Unix socket are refused, and so is TLS", async () => {
  await inFolder(async (folder) => {
    const serve = [
      "serve",
      projectPath("examples/iris"),
      "--unix-socket",
      join(folder, "a.sock"),
      "--data-dir",
      folder,
    ];
    const several = await runSamla(folder, [...serve, "--workers", "2"]);
    assertEquals(several.code, 3);
    assertStringIncludes(several.stderr, "by several workers");
    const secure = await runSamla(folder, [
      ...serve,
      "--cert",
      projectPath("tests/tools/loopback_certificate.pem"),
      "--key",
      projectPath("tests/tools/loopback_key.pem"),
    ]);
    assertEquals(secure.code, 3);
    assertStringIncludes(secure.stderr, "TLS on a Unix socket");
  });
});
