import {
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { HostProcess, runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";
import { signingKey, TokenIssuer } from "../access/token_issuer.ts";

const IRIS = projectPath("examples/iris");

Deno.test("tokens are asked for, and why one is refused is told in the log alone", async () => {
  await using issuer = await TokenIssuer.start();
  const folder = await Deno.makeTempDir();
  const key = "a-key-of-some-length";
  {
    await using host = await HostProcess.start(folder, [
      IRIS,
      "--workers=1",
      "--log-level=debug",
      `--token-issuer=${issuer.name}`,
      "--token-audience=scoring",
    ], { variables: { SAMLA_KEYS: key } });
    const ask = async (token: string) => {
      const response = await fetch(`${host.address}/swagger.json`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const text = await response.text();
      return response.status === 200 ? 200 : `${response.status} ${text}`;
    };
    const old = await issuer.token();
    assertEquals([await ask(old), await ask(key)], [200, 200]);
    const other = await issuer.token({ aud: "other" });
    assertEquals(await ask(other), "401 ");
    issuer.key = await signingKey("second");
    const renewed = await issuer.token();
    assertEquals(await ask(renewed), "401 ");
    host.kill("SIGHUP");
    // The signal reaches the host at some time.
    while (await ask(renewed) !== 200);
    assertEquals(await ask(old), "401 ");
    const { code, stderr } = await host.stop();
    assertEquals(code, 0);
    assertMatch(stderr, /token of a request was refused: .*"aud" claim/);
    assertStringIncludes(stderr, "tokens are signed with were read anew");
    for (const token of [old, other, renewed, key]) {
      assertFalse(stderr.includes(token.slice(-20)));
    }
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a start whose issuer is away ends with code 3", async () => {
  const folder = await Deno.makeTempDir();
  const issuer = await TokenIssuer.start();
  await issuer[Symbol.asyncDispose]();
  const { code, stderr } = await runSamla(folder, [
    "serve",
    IRIS,
    "--port=0",
    `--token-issuer=${issuer.name}`,
    "--token-audience=scoring",
  ]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "Cannot find the keys for tokens of http://127");
  await Deno.remove(folder, { recursive: true });
});
