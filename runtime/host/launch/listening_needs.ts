import type { ListeningFlags } from "../command/options/listening_options.ts";
import type { Needs } from "./needs.ts";

/**
 * Grants listening.
 *
 * @param needs Where it is granted.
 * @param flags The address and the port.
 */
export function addListeningNeeds(
  needs: Needs,
  { host, port }: Pick<ListeningFlags, "host" | "port">,
): void {
  needs.add("net", `${addressOf(host)}:${port}`);
}

/**
 * An address as a permission names it.
 *
 * @param host The address.
 * @returns The same, in brackets where it has colons.
 */
export function addressOf(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
