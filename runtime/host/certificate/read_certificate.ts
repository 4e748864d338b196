import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ConfigurationError } from "../configuration_error.ts";

/** Where a certificate and its key are. */
export interface CertificatePaths {
  /** The file of the certificate, and of those between it and one that clients know. */
  readonly certificatePath: string;
  /** The file of its key. */
  readonly keyPath: string;
}

/** A certificate that a server can use. */
export interface ReadCertificate {
  /** It and its key. */
  readonly secureContext: SecureContext;
  /** When it ends. */
  readonly endsAt: Date;
}

const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads a certificate and its key, and sees that they are a pair.
 *
 * @param paths Where they are.
 * @returns The certificate.
 * @throws {ConfigurationError} If they cannot be read, or are not a pair; nothing of the key is in the message.
 */
export async function readCertificate(
  { certificatePath, keyPath }: CertificatePaths,
): Promise<ReadCertificate> {
  const text = await readPem(certificatePath, "certificate");
  const key = await readPem(keyPath, "key");
  const certificates = text.match(CERTIFICATE) ?? [];
  const [certificate] = certificates.map((pem, i) => {
    try {
      return new X509Certificate(pem);
    } catch (cause) {
      throw new ConfigurationError(
        `Cannot use the certificate in ${certificatePath}: certificate ${
          i + 1
        } of ${certificates.length} is damaged; write it anew, as PEM`,
        { cause },
      );
    }
  });
  if (certificate === undefined) {
    throw new ConfigurationError(
      `Cannot use the certificate in ${certificatePath}: it has none; name a file in PEM, -----BEGIN CERTIFICATE-----`,
    );
  }
  let isPair: boolean;
  try {
    isPair = certificate.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot use the key in ${keyPath}: it is not one; name a file in PEM whose key has no passphrase`,
      { cause },
    );
  }
  if (!isPair) {
    throw new ConfigurationError(
      `Cannot use the key in ${keyPath}: it is not that of the first certificate in ${certificatePath}; name the two that were made together`,
    );
  }
  try {
    const cert = certificates.join("\n");
    const secureContext = createSecureContext({ cert, key });
    return { secureContext, endsAt: certificate.validToDate };
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot use the certificate in ${certificatePath} with its key: ${
        reasonOf(cause)
      }; make a pair that clients of today take`,
      { cause },
    );
  }
}

async function readPem(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ConfigurationError(
      `Cannot read the ${what} in ${path}: ${reasonOf(cause)}`,
      { cause },
    );
  }
}
