import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { HostProcess } from "../../../tools/host_process.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  RENEWED_CERTIFICATE_PATH,
  RENEWED_KEY_PATH,
} from "../../../tools/loopback_tls.ts";
import { projectPath } from "../../../tools/paths.ts";
import { connectTls, restOf } from "../http/tls_client.ts";

const [PROBE, KEPT_PROBE] = ["close", "keep-alive"].map((connection) =>
  new TextEncoder().encode(
    `GET / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`,
  )
) as [Uint8Array, Uint8Array];

const [OLD, NEW] = ["the-old-key-of-somebody", "the-new-key-of-somebody"];

Deno.test("keys are asked for, and read anew on SIGHUP", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "keys.txt");
  await Deno.writeTextFile(path, OLD!);
  const host = await HostProcess.start(folder, [
    projectPath("examples/iris"),
    "--key-file",
    path,
  ]);
  const ask = async (route: string, key?: string) => {
    const response = await fetch(`${host.address}${route}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    return [response.status, await response.text()];
  };
  assertEquals(await ask("/swagger.json"), [401, ""]);
  assertEquals((await ask("/swagger.json", OLD))[0], 200);
  assertEquals(await ask("/ready"), [200, "Ready"]);
  await Deno.writeTextFile(path, NEW!);
  host.kill("SIGHUP");
  // The signal reaches the host at some time.
  while ((await ask("/swagger.json", NEW))[0] !== 200);
  assertEquals((await ask("/swagger.json", OLD))[0], 401);
  await Deno.writeTextFile(path, "short");
  host.kill("SIGHUP");
  assertEquals((await ask("/swagger.json", NEW))[0], 200);
  const { code, stderr } = await host.stop();
  assertEquals(code, 0);
  assertStringIncludes(stderr, "were read anew");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a certificate is read anew on SIGHUP under load, and no request is lost", async () => {
  const folder = await Deno.makeTempDir();
  const [cert, key] = ["cert.pem", "key.pem"].map((name) => join(folder, name));
  await Deno.copyFile(CERTIFICATE_PATH, cert!);
  await Deno.copyFile(KEY_PATH, key!);
  {
    await using host = await HostProcess.start(folder, [
      projectPath("examples/iris"),
      "--workers=1",
      "--cert",
      cert!,
      "--key",
      key!,
    ]);
    assertStringIncludes(host.banner, "listening  https://127.0.0.1:");
    assertStringIncludes(host.banner, `curl ${host.address}/score`);
    const port = Number(new URL(host.address).port);
    let isOver = false;
    let asked = 0;
    const load = Array.from({ length: 4 }, async () => {
      // Each is a new connection, and one goes on.
      const open = await connectTls(port);
      while (!isOver) {
        const conn = await connectTls(port);
        await conn.write(PROBE);
        assertStringIncludes(await restOf(conn), "HTTP/1.1 200");
        await open.write(KEPT_PROBE);
        assert(await open.read(new Uint8Array(1000)) !== null);
        asked++;
      }
      open.close();
    });
    await Deno.copyFile(RENEWED_CERTIFICATE_PATH, cert!);
    await Deno.copyFile(RENEWED_KEY_PATH, key!);
    host.kill("SIGHUP");
    for (let isRenewed = false; !isRenewed;) {
      const conn = await connectTls(port, [RENEWED_CERTIFICATE_PATH])
        .catch(() => undefined);
      conn?.close();
      isRenewed = conn !== undefined;
    }
    const before = asked;
    while (asked < before + 20) (await connectTls(port)).close();
    isOver = true;
    await Promise.all(load);
    await Deno.writeTextFile(key!, "not a key");
    host.kill("SIGHUP");
    const conn = await connectTls(port, [RENEWED_CERTIFICATE_PATH]);
    await conn.write(PROBE);
    assertStringIncludes(await restOf(conn), "HTTP/1.1 200");
    const { code, stderr } = await host.stop();
    assertEquals(code, 0);
    assertStringIncludes(stderr, "the certificate and its key were read anew");
  }
  await Deno.remove(folder, { recursive: true });
});
