import { assertEquals, assertThrows } from "@std/assert";
import { resolve } from "node:path";
import {
  type TokenFlags,
  tokenSettings,
} from "../../../../runtime/host/access/token_settings.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const GIVEN: TokenFlags = {
  tokenIssuer: "https://issuer.example/tenant/",
  tokenAudience: ["scoring"],
};

function settings(
  flags: TokenFlags,
  variables: Readonly<Record<string, string>> = {},
) {
  return tokenSettings(flags, (name) => variables[name]);
}

Deno.test("tokens are taken where it is said whose and for whom, and no others", () => {
  assertEquals(settings({}), undefined);
  const { issuer, audiences, keys } = settings(GIVEN)!;
  assertEquals([issuer, audiences], [GIVEN.tokenIssuer, ["scoring"]]);
  assertEquals(keys, {
    kind: "issuer",
    url: new URL(
      "https://issuer.example/tenant/.well-known/openid-configuration",
    ),
  });
});

Deno.test("variables say what the command line does not", () => {
  const variables = {
    SAMLA_TOKEN_ISSUER: "i",
    SAMLA_TOKEN_AUDIENCE: "one two\nthree",
    SAMLA_TOKEN_KEYS: "keys.json",
  };
  assertEquals(settings({}, variables), {
    issuer: "i",
    audiences: ["one", "two", "three"],
    keys: { kind: "file", path: resolve("keys.json") },
  });
  assertEquals(settings(GIVEN, variables)!.audiences, ["scoring"]);
});

const REFUSED: Readonly<Record<string, [TokenFlags, string]>> = {
  "no issuer": [{ tokenAudience: ["a"] }, "--token-issuer"],
  "no audience": [{ tokenIssuer: "https://i.example" }, "--token-audience"],
  "keys alone": [{ tokenKeys: "keys.json" }, "--token-issuer"],
  "an issuer that anybody on the way may play": [
    { ...GIVEN, tokenIssuer: "http://issuer.example" },
    "expected https://",
  ],
  "an issuer without an address, and no keys": [
    { ...GIVEN, tokenIssuer: "issuer" },
    "expected https://",
  ],
  "an issuer with a query": [
    { ...GIVEN, tokenIssuer: "https://issuer.example/?a=b" },
    "--token-keys",
  ],
  "keys that anybody on the way may change": [
    { ...GIVEN, tokenKeys: "http://keys.example/keys" },
    "expected https://",
  ],
  "an address with a password": [
    { ...GIVEN, tokenKeys: "https://me:secret@keys.example/keys" },
    "at keys.example: expected",
  ],
};
for (const [what, [flags, says]] of Object.entries(REFUSED)) {
  Deno.test(`tokens cannot be checked with ${what}`, () => {
    assertThrows(() => settings(flags), ConfigurationError, says);
  });
}
