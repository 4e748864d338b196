import { assert, assertEquals, assertRejects } from "@std/assert";
import { openAccess } from "../../../../runtime/host/access/open_access.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const KEY = "a-key-of-some-length";
function nothing(): undefined {
  return undefined;
}

Deno.test("anybody of this machine may ask, and of others if that is said", async () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"]) {
    assertEquals(await openAccess({ host }, nothing), undefined);
  }
  const insecure = true;
  assertEquals(
    await openAccess({ host: "0.0.0.0", insecure }, nothing),
    undefined,
  );
});

Deno.test("another address is listened to when somebody said who may ask", async () => {
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.evil"]) {
    await assertRejects(
      () => openAccess({ host }, nothing),
      ConfigurationError,
      "--insecure",
    );
  }
  const access = await openAccess({ host: "0.0.0.0" }, () => KEY);
  assert(access?.admits(`Bearer ${KEY}`));
});

Deno.test("keys are asked for also where anybody might come", async () => {
  const insecure = true;
  const access = await openAccess({ host: "::", insecure }, () => KEY);
  assert(access?.admits(`Bearer ${KEY}`));
});

Deno.test("requests are counted by key, and not without", async () => {
  const flags = { host: "127.0.0.1", requestsPerMinute: 1 };
  await assertRejects(
    () => openAccess(flags, nothing),
    ConfigurationError,
    "--requests-per-minute",
  );
  const access = await openAccess(flags, () => KEY);
  assert(access?.admits(`Bearer ${KEY}`) === true);
  assertEquals(typeof access?.admits(`Bearer ${KEY}`), "object");
});
