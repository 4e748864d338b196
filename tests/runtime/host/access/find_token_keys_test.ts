import { assert, assertEquals, assertRejects } from "@std/assert";
import { exportJWK, generateKeyPair } from "jose";
import { join } from "node:path";
import { findTokenKeys } from "../../../../runtime/host/access/find_token_keys.ts";
import {
  type TokenFlags,
  tokenSettings,
} from "../../../../runtime/host/access/token_settings.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { TokenIssuer } from "./token_issuer.ts";

const { signal } = new AbortController();

function keysOf(flags: TokenFlags) {
  const settings = tokenSettings(
    { tokenAudience: ["scoring"], ...flags },
    () => undefined,
  );
  return findTokenKeys(settings!, signal);
}

async function refusal(flags: TokenFlags, says: string): Promise<void> {
  const error = await assertRejects(
    () => keysOf(flags),
    ConfigurationError,
    says,
  );
  assert(error.message.startsWith("Cannot find the keys for tokens of "));
}

Deno.test("an issuer says itself where its keys are", async () => {
  await using issuer = await TokenIssuer.start();
  assertEquals(await keysOf({ tokenIssuer: issuer.name }), issuer.keys);
  assertEquals(issuer.asked, [
    "/tenant/.well-known/openid-configuration",
    "/tenant/k",
  ]);
});

Deno.test("keys are taken from where the configuration says, and the issuer is not asked", async () => {
  await using issuer = await TokenIssuer.start();
  const tokenIssuer = "an issuer without an address";
  const tokenKeys = `${issuer.name}/k`;
  assertEquals(await keysOf({ tokenIssuer, tokenKeys }), issuer.keys);
  assertEquals(issuer.asked, ["/tenant/k"]);
  const folder = await Deno.makeTempDir();
  const path = join(folder, "keys.json");
  await Deno.writeTextFile(path, JSON.stringify(issuer.keys));
  assertEquals(await keysOf({ tokenIssuer, tokenKeys: path }), issuer.keys);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("nobody is asked whom the configuration does not name", async () => {
  await using issuer = await TokenIssuer.start();
  await using other = await TokenIssuer.start();
  const flags = { tokenIssuer: issuer.name };
  const port = new URL(issuer.name).port;
  for (
    const url of [
      `${other.name}/k`,
      `http://localhost:${port}/tenant/k`,
      `https://127.0.0.1:${port}/tenant/k`,
      "file:///etc/passwd",
      "no address",
    ]
  ) {
    issuer.answer = (path) =>
      path.endsWith("configuration")
        ? Response.json({ issuer: issuer.name, "jwks_uri": url })
        : undefined;
    await refusal(flags, "which is another host; name it with --token-keys");
  }
  issuer.answer = (path) =>
    path === "/tenant/k" ? Response.redirect(`${other.name}/k`) : undefined;
  await refusal(flags, "/tenant/k answers 302");
  assertEquals(other.asked, []);
});

Deno.test("an issuer that calls itself otherwise is not believed", async () => {
  await using issuer = await TokenIssuer.start();
  await refusal(
    { tokenIssuer: `${issuer.name}/` },
    "does not say that it is the issuer",
  );
});

Deno.test("answers that will not do are told: too large, no JSON, no keys, private ones, none", async () => {
  await using issuer = await TokenIssuer.start();
  const flags = { tokenIssuer: "i", tokenKeys: `${issuer.name}/k` };
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  for (
    const [body, says] of [
      ["x".repeat(300_000), "answers with more than 262144 bytes"],
      ["<html>", "it is no JSON"],
      ["[]", "It has no public key"],
      ['{"keys": [{"kty": "oct", "k": "AAAA"}]}', "It has no public key"],
      ['{"keys": [{"kty": "RSA", "use": "enc"}]}', "It has no public key"],
      [
        JSON.stringify({ keys: [await exportJWK(privateKey)] }),
        "It has a private key",
      ],
    ] as const
  ) {
    issuer.answer = () => new Response(body);
    await refusal(flags, says);
  }
  issuer.answer = () => new Response(null, { status: 500 });
  await refusal(flags, "answers 500");
  await refusal({ ...flags, tokenKeys: "/nowhere/keys.json" }, "/nowhere/keys");
});

Deno.test("an issuer that never answers is not waited for", async () => {
  await using issuer = await TokenIssuer.start();
  const stop = new AbortController();
  issuer.answer = () => {
    stop.abort();
    return new Response(new ReadableStream({}));
  };
  const settings = tokenSettings(
    { tokenIssuer: issuer.name, tokenAudience: ["a"] },
    () => undefined,
  );
  await assertRejects(
    () => findTokenKeys(settings!, stop.signal),
    ConfigurationError,
  );
});
