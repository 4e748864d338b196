import {
  TOKEN_VARIABLES,
  type TokenFlags,
  tokenSettings,
} from "../access/token_settings.ts";
import { hostOfUrl } from "./host_of_url.ts";
import type { Variables } from "./launch_context.ts";
import type { Needs } from "./needs.ts";

/**
 * Grants what checking tokens needs: reading the issuer's keys, or asking the
 * one host that has them.
 *
 * @param needs Where it is granted.
 * @param flags What the command was told.
 * @param variables The variables of the process.
 * @throws {ConfigurationError} If what is said of tokens is wrong.
 */
export function addTokenNeeds(
  needs: Needs,
  flags: TokenFlags,
  variables: Variables,
): void {
  needs.add("env", ...Object.values(TOKEN_VARIABLES));
  const settings = tokenSettings(flags, (name) => variables[name]);
  if (settings === undefined) return;
  const { keys } = settings;
  if (keys.kind === "file") needs.add("read", keys.path);
  else needs.add("net", hostOfUrl(keys.url.href)!);
}
