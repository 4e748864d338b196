import { resolve } from "node:path";
import { ConfigurationError } from "../configuration_error.ts";
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

/**
 * Decides who may ask: who knows a key, or anybody where only this machine is
 * listened to, or where it is said that anybody may.
 *
 * @param flags What the command line says.
 * @param variable Reads a variable.
 * @returns The keys; `undefined` if anybody may ask.
 * @throws {ConfigurationError} If the keys cannot be read, or nobody said that anybody may.
 */
export async function openAccess(
  flags: AccessFlags,
  variable: (name: string) => string | undefined,
): Promise<KeyAccess | undefined> {
  const { host, keyFile, insecure = false, requestsPerMinute } = flags;
  if (keyFile !== undefined) {
    return new KeyAccess(await readKeys(resolve(keyFile)), requestsPerMinute);
  }
  const text = variable(KEYS_VARIABLE);
  if (text) {
    return new KeyAccess(keysIn(text, KEYS_VARIABLE), requestsPerMinute);
  }
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
