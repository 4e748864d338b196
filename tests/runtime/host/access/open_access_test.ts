import { assert, assertEquals, assertRejects } from "@std/assert";
import { openAccess } from "../../../../runtime/host/access/open_access.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { TokenIssuer } from "./token_issuer.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const KEY = "a-key-of-some-length";
function keyVariable(name: string): string | undefined {
  return name === "SAMLA_KEYS" ? KEY : undefined;
}
function nothing(): undefined {
  return undefined;
}

Deno.test("anybody of this machine may ask, and of others if that is said", async () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"]) {
    assertEquals(await openAccess({ host }, nothing, SILENT), undefined);
  }
  const insecure = true;
  assertEquals(
    await openAccess({ host: "0.0.0.0", insecure }, nothing, SILENT),
    undefined,
  );
});

Deno.test("another address is listened to when somebody said who may ask", async () => {
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.evil"]) {
    await assertRejects(
      () => openAccess({ host }, nothing, SILENT),
      ConfigurationError,
      "--insecure",
    );
  }
  const access = await openAccess({ host: "0.0.0.0" }, keyVariable, SILENT);
  assert(access?.admits(`Bearer ${KEY}`));
});

Deno.test("keys are asked for also where anybody might come", async () => {
  const insecure = true;
  const access = await openAccess(
    { host: "::", insecure },
    keyVariable,
    SILENT,
  );
  assert(access?.admits(`Bearer ${KEY}`));
});

Deno.test("requests are counted by key, and not without", async () => {
  const flags = { host: "127.0.0.1", requestsPerMinute: 1 };
  await assertRejects(
    () => openAccess(flags, nothing, SILENT),
    ConfigurationError,
    "--requests-per-minute",
  );
  const access = await openAccess(flags, keyVariable, SILENT);
  assert(access?.admits(`Bearer ${KEY}`) === true);
  assertEquals(typeof access?.admits(`Bearer ${KEY}`), "object");
});

Deno.test("keys and tokens are known at once, and tokens alone do", async () => {
  await using issuer = await TokenIssuer.start();
  const flags = {
    host: "0.0.0.0",
    tokenIssuer: issuer.name,
    tokenAudience: ["scoring"],
    requestsPerMinute: 2,
  };
  const token = `Bearer ${await issuer.token()}`;
  using both = await openAccess(flags, keyVariable, SILENT);
  assert(await both?.admits(token) === true);
  assert(await both?.admits(`Bearer ${KEY}`) === true);
  assert(await both?.admits("Bearer of something else") === false);
  using tokens = await openAccess(flags, nothing, SILENT);
  assert(await tokens?.admits(`Bearer ${KEY}`) === false);
  // Each subject has requests of its own, and only so many.
  const another = `Bearer ${await issuer.token({ sub: "another" })}`;
  assert(await tokens?.admits(token) === true);
  assert(await tokens?.admits(token) === true);
  assertEquals(typeof await tokens?.admits(token), "object");
  assert(await tokens?.admits(another) === true);
  assertEquals(
    tokens?.renewals.map(({ subject }) => subject),
    ["the keys that tokens are signed with"],
  );
});

Deno.test("nobody is let in where the issuer is away at the start", async () => {
  await using issuer = await TokenIssuer.start();
  issuer.answer = () => new Response(null, { status: 503 });
  const flags = {
    host: "127.0.0.1",
    tokenIssuer: issuer.name,
    tokenAudience: ["scoring"],
  };
  await assertRejects(
    () => openAccess(flags, keyVariable, SILENT),
    ConfigurationError,
    "answers 503",
  );
});
