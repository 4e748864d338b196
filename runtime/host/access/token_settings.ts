import { resolve } from "node:path";
import { ConfigurationError } from "../configuration_error.ts";
import { isLoopback } from "./is_loopback.ts";

/** The variables that say what the command line does not. */
export const TOKEN_VARIABLES = {
  tokenIssuer: "SAMLA_TOKEN_ISSUER",
  tokenAudience: "SAMLA_TOKEN_AUDIENCE",
  tokenKeys: "SAMLA_TOKEN_KEYS",
} as const;

/** What the command line says of tokens. */
export interface TokenFlags {
  /** Who issues them, as their claim `iss` says it. */
  readonly tokenIssuer?: string;
  /** Whom they are for, as their claim `aud` says it: one of these. */
  readonly tokenAudience?: readonly string[];
  /** The file or the address of the issuer's keys. */
  readonly tokenKeys?: string;
}

/** Where the keys of an issuer are found. */
export type TokenKeysPlace =
  /** The issuer says where, at the well-known place. */
  | { readonly kind: "issuer"; readonly url: URL }
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "file"; readonly path: string };

/** Which tokens are taken. */
export interface TokenSettings {
  /** Who issues them. */
  readonly issuer: string;
  /** Whom they are for: one of these. */
  readonly audiences: readonly string[];
  /** Where the keys are found that they are signed with. */
  readonly keys: TokenKeysPlace;
}

/**
 * Which tokens are taken, as the command line or the environment says it.
 *
 * @param flags The command line.
 * @param variable Reads a variable.
 * @returns What is said; `undefined` if nothing is said of tokens.
 * @throws {ConfigurationError} If a part is missing, or cannot be trusted.
 */
export function tokenSettings(
  flags: TokenFlags,
  variable: (name: string) => string | undefined,
): TokenSettings | undefined {
  const issuer = flags.tokenIssuer || variable(TOKEN_VARIABLES.tokenIssuer);
  const audiences = flags.tokenAudience ??
    (variable(TOKEN_VARIABLES.tokenAudience) ?? "").split(/\s+/)
      .filter((each) => each !== "");
  const keys = flags.tokenKeys || variable(TOKEN_VARIABLES.tokenKeys);
  if (!issuer && audiences.length === 0 && !keys) return undefined;
  if (!issuer) {
    throw new ConfigurationError(
      `Cannot check tokens of nobody: say who issues them, with --token-issuer or ${TOKEN_VARIABLES.tokenIssuer}`,
    );
  }
  if (audiences.length === 0) {
    throw new ConfigurationError(
      `Cannot check whether tokens of ${issuer} are for this host: say whom they are for, with --token-audience or ${TOKEN_VARIABLES.tokenAudience}`,
    );
  }
  return { issuer, audiences, keys: keysPlace(issuer, keys || undefined) };
}

function keysPlace(issuer: string, keys: string | undefined): TokenKeysPlace {
  if (keys === undefined) {
    const base = trustedUrl(issuer, "the issuer");
    if (base.search !== "" || base.hash !== "") {
      throw new ConfigurationError(
        `Cannot ask the issuer ${issuer}: it has a query; name where its keys are, with --token-keys`,
      );
    }
    const path = base.href.replace(/\/$/, "");
    const url = new URL(`${path}/.well-known/openid-configuration`);
    return { kind: "issuer", url };
  }
  return /^https?:/i.test(keys)
    ? { kind: "url", url: trustedUrl(keys, "the keys") }
    : { kind: "file", path: resolve(keys) };
}

/** An address whose answers nobody on the way can change. */
function trustedUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  const isTrusted = url !== null &&
    (url.protocol === "https:" ||
      url.protocol === "http:" && isLoopback(url.hostname));
  if (isTrusted && url.username === "" && url.password === "") return url;
  throw new ConfigurationError(
    `Cannot ask ${what} at ${
      url === null ? text : url.host
    }: expected https://, without a name and a password`,
  );
}
