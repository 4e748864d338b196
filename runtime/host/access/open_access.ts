import { resolve } from "node:path";
import type { Access } from "../../access.ts";
import type { Logger } from "../../logger.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { Renewal } from "../renewal/renewal.ts";
import { findTokenKeys } from "./find_token_keys.ts";
import { isLoopback } from "./is_loopback.ts";
import { IssuerKeys } from "./issuer_keys.ts";
import { KeyAccess } from "./key_access.ts";
import { keysIn, readKeys } from "./read_keys.ts";
import { RequestLimits } from "./request_limits.ts";
import { TokenAccess } from "./token_access.ts";
import { type TokenFlags, tokenSettings } from "./token_settings.ts";

/** The variable that has the keys, where no file does. */
export const KEYS_VARIABLE = "SAMLA_KEYS";

/** What the command line says of who may ask. */
export interface AccessFlags extends TokenFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The file of the keys. */
  readonly keyFile?: string;
  /** Whether anybody may ask, from wherever the address is reached. */
  readonly insecure?: boolean;
  /** How many requests one key, or the subject of tokens, may send in a minute. */
  readonly requestsPerMinute?: number;
  /** Where they are counted, if others count there too. */
  readonly requestCounts?: SharedArrayBuffer;
}

/** Who may ask, as the command line and the environment say it. */
export interface OpenedAccess extends Access, Disposable {
  /** What can be read anew of it. */
  readonly renewals: readonly Renewal[];
}

/**
 * Decides who may ask: who knows a key or has a token, or anybody where only
 * this machine is listened to, or where it is said that anybody may.
 *
 * @param flags What the command line says.
 * @param variable Reads a variable.
 * @param log Where it is told why a token is not taken, and that its issuer is away.
 * @returns Who may; `undefined` if anybody may ask.
 * @throws {ConfigurationError} If the keys cannot be read, or nobody said that anybody may.
 */
export async function openAccess(
  flags: AccessFlags,
  variable: (name: string) => string | undefined,
  log: Logger,
): Promise<OpenedAccess | undefined> {
  const { host, insecure = false, requestsPerMinute } = flags;
  const limits = requestsPerMinute === undefined
    ? undefined
    : new RequestLimits(requestsPerMinute, { counts: flags.requestCounts });
  const keys = await openKeys(flags, variable, limits);
  const tokens = await openTokens(flags, variable, { log, limits });
  if (keys !== undefined || tokens !== undefined) return either(keys, tokens);
  if (limits !== undefined) {
    throw new ConfigurationError(
      `Cannot count the requests of a key without keys: name them, with --key-file or ${KEYS_VARIABLE}, or who issues tokens, with --token-issuer, or leave --requests-per-minute out`,
    );
  }
  if (insecure || isLoopback(host)) return undefined;
  throw new ConfigurationError(
    `Cannot listen on ${host} for anybody: name the keys of those who may ask, with --key-file or ${KEYS_VARIABLE}, or who issues their tokens, with --token-issuer; or give --insecure, where something in front knows who may`,
  );
}

/** Who knows a key or has a token. */
function either(
  keys: OpenedAccess | undefined,
  tokens: OpenedAccess | undefined,
): OpenedAccess {
  return {
    admits: (authorization) => {
      const known = keys?.admits(authorization) ?? false;
      return known === false && tokens !== undefined
        ? tokens.admits(authorization)
        : known;
    },
    renewals: [...keys?.renewals ?? [], ...tokens?.renewals ?? []],
    [Symbol.dispose]: () => tokens?.[Symbol.dispose](),
  };
}

async function openKeys(
  { keyFile }: AccessFlags,
  variable: (name: string) => string | undefined,
  limits: RequestLimits | undefined,
): Promise<OpenedAccess | undefined> {
  const path = keyFile === undefined ? undefined : resolve(keyFile);
  const text = variable(KEYS_VARIABLE);
  if (path === undefined && !text) return undefined;
  const keys = path === undefined
    ? keysIn(text!, KEYS_VARIABLE)
    : await readKeys(path);
  const access = new KeyAccess(keys, limits);
  const renewals = path === undefined ? [] : [{
    subject: "the keys of those who may ask",
    renew: async () => access.replace(await readKeys(path)),
  }];
  return {
    admits: (authorization) => access.admits(authorization),
    renewals,
    [Symbol.dispose]: () => {},
  };
}

async function openTokens(
  flags: AccessFlags,
  variable: (name: string) => string | undefined,
  { log, limits }: {
    readonly log: Logger;
    readonly limits: RequestLimits | undefined;
  },
): Promise<OpenedAccess | undefined> {
  const settings = tokenSettings(flags, variable);
  if (settings === undefined) return undefined;
  const keys = await IssuerKeys.open({
    find: (signal) => findTokenKeys(settings, signal),
    log,
  });
  const access = new TokenAccess({ ...settings, keys, log, limits });
  return {
    admits: (authorization) => access.admits(authorization),
    renewals: [keys],
    [Symbol.dispose]: () => keys[Symbol.dispose](),
  };
}
