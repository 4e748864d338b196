import { projectPath } from "./paths.ts";

/** A certificate of 127.0.0.1 and localhost that signs itself; its key is public. */
export const CERTIFICATE_PATH: string = projectPath(
  "tests/tools/loopback_certificate.pem",
);
/** The key of {@linkcode CERTIFICATE_PATH}. */
export const KEY_PATH: string = projectPath("tests/tools/loopback_key.pem");
/** Another certificate of the same, with a key of its own. */
export const RENEWED_CERTIFICATE_PATH: string = projectPath(
  "tests/tools/renewed_certificate.pem",
);
/** The key of {@linkcode RENEWED_CERTIFICATE_PATH}. */
export const RENEWED_KEY_PATH: string = projectPath(
  "tests/tools/renewed_key.pem",
);

/** Makes this process trust the certificate; to be called before the first connection. */
export function trustLoopback(): void {
  Deno.env.set("NODE_EXTRA_CA_CERTS", CERTIFICATE_PATH);
}
