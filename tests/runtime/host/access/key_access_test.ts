import { assert, assertEquals, assertFalse } from "@std/assert";
import { RequestLimits } from "../../../../runtime/host/access/request_limits.ts";
import { KeyAccess } from "../../../../runtime/host/access/key_access.ts";

const [FIRST, SECOND] = ["the-first-of-the-keys", "the-second-of-the-keys"];

Deno.test("who knows one of the keys may ask, however its scheme is written", () => {
  const access = new KeyAccess([FIRST!, SECOND!]);
  assert(access.admits(`Bearer ${FIRST}`));
  assert(access.admits(`bearer   ${SECOND}`));
});

Deno.test("who knows none may not", () => {
  const access = new KeyAccess([FIRST!]);
  const others = [
    null,
    "",
    "Bearer",
    "Bearer ",
    FIRST!,
    `Basic ${FIRST}`,
    `Bearer ${FIRST}x`,
    `Bearer ${FIRST!.slice(1)}`,
    `Bearer ${SECOND}`,
    `Bearer ${FIRST} ${FIRST}`,
  ];
  for (const other of others) assertFalse(access.admits(other), `${other}`);
});

Deno.test("keys that were exchanged are known no more", () => {
  const access = new KeyAccess([FIRST!]);
  access.replace([SECOND!]);
  assertFalse(access.admits(`Bearer ${FIRST}`));
  assert(access.admits(`Bearer ${SECOND}`));
});

Deno.test("each key has requests of its own", () => {
  const access = new KeyAccess([FIRST!, SECOND!], new RequestLimits(2));
  const ask = (key?: string) => access.admits(`Bearer ${key}`);
  assert(ask(FIRST) === true && ask(FIRST) === true);
  assertEquals(typeof ask(FIRST), "object");
  assert(ask(SECOND) === true);
});
