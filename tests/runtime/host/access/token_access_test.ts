import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { SignJWT } from "jose";
import { createPublicKey } from "node:crypto";
import { IssuerKeys } from "../../../../runtime/host/access/issuer_keys.ts";
import { RequestLimits } from "../../../../runtime/host/access/request_limits.ts";
import {
  TokenAccess,
  type TokenAccessOptions,
} from "../../../../runtime/host/access/token_access.ts";
import type { Admission } from "../../../../runtime/access.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import {
  type Claims,
  signedToken,
  type SigningKey,
  signingKey,
} from "./token_issuer.ts";

const ISSUER = "https://issuer.example";
const HOUR_S = 3600;

/** Who may ask with tokens of some keys, and why others may not. */
async function access(
  keys: readonly SigningKey[],
  options: Partial<TokenAccessOptions> = {},
): Promise<{
  readonly ask: (token: string) => Promise<string>;
  readonly reasons: string[];
  readonly issuerKeys: IssuerKeys;
}> {
  const reasons: string[] = [];
  const issuerKeys = await IssuerKeys.open({
    find: () => Promise.resolve({ keys: keys.map(({ jwk }) => jwk) }),
    log: SILENT,
  });
  const tokens = new TokenAccess({
    issuer: ISSUER,
    audiences: ["scoring", "api://scoring"],
    keys: issuerKeys,
    log: { ...SILENT, debug: (message) => reasons.push(message) },
    ...options,
  });
  return {
    ask: async (token) => told(await tokens.admits(`Bearer ${token}`)),
    reasons,
    issuerKeys,
  };
}

function told(admission: Admission): string {
  return typeof admission === "object"
    ? `in after ${admission.retryAfterSeconds} s`
    : admission
    ? "in"
    : "out";
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function encoded(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll("=", "");
}

for (const algorithm of ["RS256", "PS256", "ES256", "ES384", "EdDSA"]) {
  Deno.test(`who has a token that is signed with ${algorithm} may ask`, async () => {
    const key = await signingKey("a", algorithm);
    const { ask } = await access([await signingKey("b"), key]);
    const claims = { iss: ISSUER, aud: ["others", "api://scoring"] };
    assertEquals(await ask(await signedToken(key, claims)), "in");
  });
}

const REFUSED: Readonly<Record<string, [Claims, RegExp]>> = {
  "is over": [{ exp: nowSeconds() - 61 }, /"exp" claim/],
  "has no end": [{ exp: undefined }, /"exp" claim/],
  "begins later": [{ nbf: nowSeconds() + 120 }, /"nbf" claim/],
  "is for somebody else": [{ aud: "other" }, /"aud" claim/],
  "is for nobody": [{ aud: undefined }, /"aud" claim/],
  "is of another issuer": [{ iss: `${ISSUER}/` }, /"iss" claim/],
};
for (const [what, [claims, reason]] of Object.entries(REFUSED)) {
  Deno.test(`a token that ${what} is refused, and told without its words`, async () => {
    const key = await signingKey("a");
    const { ask, reasons } = await access([key]);
    const token = await signedToken(key, { iss: ISSUER, ...claims });
    assertEquals(await ask(token), "out");
    assertEquals(reasons.length, 1);
    assertMatch(reasons[0]!, reason);
    assertFalse(reasons[0]!.includes(token.slice(0, 20)));
  });
}

Deno.test("a token without a signature, or with one that a stranger could make, is refused", async () => {
  const key = await signingKey("a", "RS256");
  const { ask, reasons } = await access([key]);
  const claims = {
    iss: ISSUER,
    aud: "scoring",
    sub: "somebody",
    exp: nowSeconds() + HOUR_S,
  };
  const body = encoded(claims);
  for (const alg of ["none", "None", ""]) {
    assertEquals(await ask(`${encoded({ alg })}.${body}.`), "out", alg);
  }
  // The issuer's public key, which everybody knows, as a secret.
  const publicKey = createPublicKey({ key: key.jwk, format: "jwk" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const secrets = [pem, JSON.stringify(key.jwk)];
  for (const secret of secrets) {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", kid: "a" })
      .sign(new TextEncoder().encode(secret));
    assertEquals(await ask(token), "out");
  }
  const stranger = { ...await signingKey("a", "RS256") };
  assertEquals(await ask(await signedToken(stranger, claims)), "out");
  const unknown = { ...key, id: "unknown" };
  assertEquals(await ask(await signedToken(unknown, claims)), "out");
  const good = await signedToken(key, claims);
  const [head, , signature] = good.split(".");
  const other = encoded({ ...claims, sub: "root" });
  assertEquals(await ask(`${head}.${other}.${signature}`), "out");
  // A key that the token brings along.
  const own = await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", jwk: stranger.jwk })
    .sign(stranger.privateKey);
  assertEquals(await ask(own), "out");
  assertEquals(reasons.length, 9);
  assertEquals(await ask(good), "in");
});

Deno.test("what is no token is refused, however large", async () => {
  const key = await signingKey("a");
  const { ask, reasons } = await access([key]);
  const sub = "x".repeat(20_000);
  const huge = await signedToken(key, { iss: ISSUER, sub });
  for (const token of [huge, "a-key-of-some-length", "a.b.c", ""]) {
    assertEquals(await ask(token), "out");
  }
  assertMatch(reasons[0]!, /more than 16384 characters/);
});

Deno.test("a token that was checked is known until it ends, or the keys change", async () => {
  const key = await signingKey("a");
  const clock = { ms: Date.now() };
  const keys = [key];
  const { ask, issuerKeys } = await access(keys, { now: () => clock.ms });
  const exp = Math.floor(clock.ms / 1000) + HOUR_S;
  const token = await signedToken(key, { iss: ISSUER, exp });
  assertEquals([await ask(token), await ask(token)], ["in", "in"]);
  clock.ms += (HOUR_S + 61) * 1000;
  assertEquals(await ask(token), "out");
  clock.ms -= HOUR_S * 1000;
  assertEquals(await ask(token), "in");
  keys[0] = await signingKey("b");
  await issuerKeys.renew();
  assertEquals(await ask(token), "out");
  assertEquals(
    await ask(await signedToken(keys[0], { iss: ISSUER })),
    "in",
  );
});

Deno.test("a token that was checked is not checked again", async () => {
  const key = await signingKey("a");
  const { ask } = await access([key]);
  const tokens = new TokenAccess({
    issuer: ISSUER,
    audiences: ["scoring"],
    keys: (await access([key])).issuerKeys,
    log: SILENT,
  });
  const token = await signedToken(key, { iss: ISSUER });
  assertEquals(await ask(token), "in");
  const first = tokens.admits(`Bearer ${token}`);
  assert(first instanceof Promise && await first === true);
  assert(tokens.admits(`Bearer ${token}`) === true);
});

Deno.test("the requests of a subject are counted, whatever token he has", async () => {
  const key = await signingKey("a");
  const { ask } = await access([key], { limits: new RequestLimits(2) });
  const token = (sub: string, jti: string) =>
    signedToken(key, { iss: ISSUER, sub, jti });
  assertEquals(await ask(await token("a", "1")), "in");
  assertEquals(await ask(await token("a", "2")), "in");
  assertEquals(await ask(await token("a", "3")), "in after 30 s");
  assertEquals(await ask(await token("b", "4")), "in");
});
