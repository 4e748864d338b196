/** What Azure replaces by a secret before a container starts. */
const REFERENCE = /\$\{\{\s*(?:azureml:\/\/connections\/|keyvault:)[^}]*\}\}/;

/**
 * Whether a variable's value is a secret of Azure's, of a connection or a key
 * vault, which nobody but Azure can look up.
 *
 * @param text The value.
 * @returns Whether it is.
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 * import { isSecretReference } from "./secret_reference.ts";
 *
 * assert(isSecretReference("${{azureml://connections/db/credentials/key}}"));
 * assertFalse(isSecretReference("${HOME}"));
 * ```
 */
export function isSecretReference(text: string): boolean {
  return REFERENCE.test(text);
}
