import { resolve } from "node:path";
import { ConfigurationError } from "../configuration_error.ts";
import {
  CertificateFiles,
  type CertificateFilesOptions,
} from "./certificate_files.ts";

/** What the command line says of TLS. */
export interface CertificateFlags {
  /** The file of the certificate. */
  readonly cert?: string;
  /** The file of its key. */
  readonly key?: string;
}

/**
 * Reads the certificate that the command line names.
 *
 * @param flags What it says.
 * @param options How the files are followed.
 * @returns The certificate; `undefined` if plain HTTP is spoken.
 * @throws {ConfigurationError} If it will not do, or only one of its two files is named.
 */
export async function openCertificate(
  { cert, key }: CertificateFlags,
  options: CertificateFilesOptions,
): Promise<CertificateFiles | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) {
    const paths = { certificatePath: resolve(cert), keyPath: resolve(key) };
    return await CertificateFiles.open(paths, options);
  }
  const [given, missing] = cert === undefined
    ? ["--key", "--cert"]
    : ["--cert", "--key"];
  throw new ConfigurationError(
    `Cannot speak TLS with ${given} alone: name the other file too, with ${missing}`,
  );
}
