import type { SecureContext } from "node:tls";

/** What a server proves itself with to its clients. */
export interface ServerCertificate {
  /** The certificate and its key, for the connection that comes next. */
  readonly secureContext: SecureContext;
}
