import { readFile } from "node:fs/promises";
import type { JSONWebKeySet, JWK } from "jose";
import { decodeUtf8 } from "../../../ground/decode_utf8.ts";
import { isRecord } from "../../../ground/is_record.ts";
import { readAtMost } from "../../../ground/read_at_most.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { TokenKeysPlace, TokenSettings } from "./token_settings.ts";

const TIMEOUT_MS = 5000;
const MAX_BYTES = 256 * 1024;
/** Kinds of keys with a public half. */
const PUBLIC_KINDS: ReadonlySet<unknown> = new Set(["RSA", "EC", "OKP"]);

/**
 * Finds the keys that an issuer signs tokens with. Nobody is asked whom the
 * configuration does not name: the issuer's word where its keys are holds for
 * its own host alone.
 *
 * @param settings Who issues the tokens, and where the keys are found.
 * @param signal Ends the wait.
 * @returns The keys that signatures are checked with; at least one.
 * @throws {ConfigurationError} If they cannot be found, or will not do.
 */
export async function findTokenKeys(
  settings: TokenSettings,
  signal: AbortSignal,
): Promise<JSONWebKeySet> {
  const { keys: place } = settings;
  try {
    const found = place.kind === "file"
      ? JSON.parse(await readFile(place.path, "utf8"))
      : await fetchJson(
        place.kind === "url" ? place.url : await keysUrl(settings, signal),
        signal,
      );
    return { keys: publicKeys(found) };
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot find the keys for tokens of ${settings.issuer} (${
        nameOf(place)
      }): ${cause instanceof SyntaxError ? "it is no JSON" : reasonOf(cause)}`,
      { cause },
    );
  }
}

function nameOf(place: TokenKeysPlace): string {
  return place.kind === "file" ? place.path : place.url.href;
}

async function keysUrl(
  { issuer, keys }: TokenSettings,
  signal: AbortSignal,
): Promise<URL> {
  const { url } = keys as Extract<TokenKeysPlace, { kind: "issuer" }>;
  const said = await fetchJson(url, signal);
  if (!isRecord(said) || said["issuer"] !== issuer) {
    throw new Error(
      `It does not say that it is the issuer ${issuer}; write --token-issuer as it does`,
    );
  }
  const found = URL.parse(String(said["jwks_uri"]));
  if (found?.protocol === url.protocol && found.host === url.host) return found;
  throw new Error(
    `It says that its keys are at ${
      found?.href ?? "no address"
    }, which is another host; name it with --token-keys if you trust it`,
  );
}

async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    // Where it leads is not named by the configuration.
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url.href} answers ${response.status}`);
  }
  const bytes = response.body === null
    ? undefined
    : await readAtMost(response.body, MAX_BYTES);
  if (bytes === undefined) {
    throw new Error(`${url.href} answers with more than ${MAX_BYTES} bytes`);
  }
  return JSON.parse(decodeUtf8(bytes));
}

/** The keys that signatures are checked with. */
function publicKeys(found: unknown): JWK[] {
  const listed: unknown = isRecord(found) ? found["keys"] : undefined;
  const all: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const keys = all.filter((key) =>
    isRecord(key) && PUBLIC_KINDS.has(key["kty"]) && key["use"] !== "enc"
  ) as JWK[];
  if (keys.some(({ d }) => d !== undefined)) {
    throw new Error("It has a private key; keep it with the issuer");
  }
  if (keys.length > 0) return keys;
  throw new Error(
    'It has no public key for signatures; expected {"keys": [...]}, a JSON Web Key Set',
  );
}
