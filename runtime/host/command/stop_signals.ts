import { TOKEN_VARIABLES, type TokenFlags } from "../access/token_settings.ts";
import type { CertificateFlags } from "../certificate/open_certificate.ts";

/**
 * The signals that ask a host to stop: SIGHUP is not one of them where it has
 * something read anew.
 *
 * @param flags What is read anew.
 * @param variable Reads a variable.
 * @returns The signals.
 */
export function stopSignals(
  flags: TokenFlags & CertificateFlags & {
    readonly keyFile?: string;
    /** The endpoint's file, where several deployments are served. */
    readonly endpointFile?: string;
  },
  variable: (name: string) => string | undefined,
): readonly Deno.Signal[] {
  const renewed = [
    flags.keyFile,
    flags.cert,
    flags.endpointFile,
    flags.tokenIssuer,
    variable(TOKEN_VARIABLES.tokenIssuer),
  ];
  return renewed.some(Boolean)
    ? ["SIGTERM", "SIGINT"]
    : ["SIGTERM", "SIGINT", "SIGHUP"];
}
