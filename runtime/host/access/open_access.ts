import { resolve } from "node:path";
import type { Access } from "../../access.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { Renewal } from "../renewal/renewal.ts";
import { KeyAccess } from "./key_access.ts";
import { keysIn, readKeys } from "./read_keys.ts";

/** The variable that has the keys, where no file does. */
export const KEYS_VARIABLE = "SAMLA_KEYS";

/** What the command line says of who may ask. */
export interface AccessFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The file of the keys. */
  readonly keyFile?: string;
  /** Whether anybody may ask, from wherever the address is reached. */
  readonly insecure?: boolean;
  /** How many requests one key may send in a minute. */
  readonly requestsPerMinute?: number;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/** Who may ask, as the command line and the environment say it. */
export interface OpenedAccess extends Access {
  /** What can be read anew of it. */
  readonly renewals: readonly Renewal[];
}

/**
 * Decides who may ask: who knows a key, or anybody where only this machine is
 * listened to, or where it is said that anybody may.
 *
 * @param flags What the command line says.
 * @param variable Reads a variable.
 * @returns Who may; `undefined` if anybody may ask.
 * @throws {ConfigurationError} If the keys cannot be read, or nobody said that anybody may.
 */
export async function openAccess(
  flags: AccessFlags,
  variable: (name: string) => string | undefined,
): Promise<OpenedAccess | undefined> {
  const { host, insecure = false, requestsPerMinute } = flags;
  const keys = await openKeys(flags, variable);
  if (keys !== undefined) return keys;
  if (requestsPerMinute !== undefined) {
    throw new ConfigurationError(
      `Cannot count the requests of a key without keys: name them, with --key-file or ${KEYS_VARIABLE}, or leave --requests-per-minute out`,
    );
  }
  if (insecure || LOOPBACK.test(host)) return undefined;
  throw new ConfigurationError(
    `Cannot listen on ${host} for anybody: name the keys of those who may ask, with --key-file or ${KEYS_VARIABLE}; or give --insecure, where something in front knows who may`,
  );
}

async function openKeys(
  { keyFile, requestsPerMinute }: AccessFlags,
  variable: (name: string) => string | undefined,
): Promise<OpenedAccess | undefined> {
  const path = keyFile === undefined ? undefined : resolve(keyFile);
  const text = variable(KEYS_VARIABLE);
  if (path === undefined && !text) return undefined;
  const keys = path === undefined
    ? keysIn(text!, KEYS_VARIABLE)
    : await readKeys(path);
  const access = new KeyAccess(keys, requestsPerMinute);
  const renewals = path === undefined ? [] : [{
    subject: "the keys of those who may ask",
    renew: async () => access.replace(await readKeys(path)),
  }];
  return { admits: (authorization) => access.admits(authorization), renewals };
}
