import { stat } from "node:fs/promises";
import type { SecureContext } from "node:tls";
import type { Logger } from "../../logger.ts";
import { configurationReason } from "../configuration_error.ts";
import type { ServerCertificate } from "../http/server_certificate.ts";
import type { Renewal } from "../renewal/renewal.ts";
import {
  type CertificatePaths,
  type ReadCertificate,
  readCertificate,
} from "./read_certificate.ts";

/** How a certificate's files are followed. */
export interface CertificateFilesOptions {
  /** Where it is told what happens to them. */
  readonly log: Logger;
  /**
   * How often they are looked at, in milliseconds.
   *
   * @default {5000}
   */
  readonly lookEveryMs?: number;
}

/**
 * A certificate and its key, which are read anew when their files change: as
 * they are when what renews them replaces a file, a link or a whole folder.
 * Connections that are open keep the one that they began with. A pair that
 * does not fit is told of, and the one before it stays.
 */
export class CertificateFiles implements ServerCertificate, Renewal {
  readonly subject = "the certificate and its key";
  readonly #paths: CertificatePaths;
  readonly #log: Logger;
  readonly #clock: ReturnType<typeof setInterval>;
  #current: ReadCertificate;
  /** What tells one state of the files from another. */
  #state: string;

  private constructor(
    paths: CertificatePaths,
    read: { readonly certificate: ReadCertificate; readonly state: string },
    { log, lookEveryMs = 5000 }: CertificateFilesOptions,
  ) {
    this.#paths = paths;
    this.#log = log;
    this.#current = read.certificate;
    this.#state = read.state;
    this.#clock = setInterval(() => void this.#look(), lookEveryMs);
    this.#tellIfEnded();
  }

  /**
   * Reads a certificate, and follows its files.
   *
   * @param paths Where they are.
   * @param options How they are followed.
   * @returns The certificate; it is followed until it is disposed of.
   * @throws {ConfigurationError} If it will not do.
   */
  static async open(
    paths: CertificatePaths,
    options: CertificateFilesOptions,
  ): Promise<CertificateFiles> {
    // What changes in between is seen at the first look.
    const state = await stateOf(paths);
    const certificate = await readCertificate(paths);
    return new CertificateFiles(paths, { certificate, state }, options);
  }

  /** The certificate and its key, for the connection that comes next. */
  get secureContext(): SecureContext {
    return this.#current.secureContext;
  }

  async renew(): Promise<void> {
    this.#state = await stateOf(this.#paths);
    this.#current = await readCertificate(this.#paths);
    this.#tellIfEnded();
  }

  /** Follows the files no more. */
  [Symbol.dispose](): void {
    clearInterval(this.#clock);
  }

  async #look(): Promise<void> {
    if (await stateOf(this.#paths) === this.#state) return;
    try {
      await this.renew();
      this.#log.info(
        `The certificate and its key have changed and were read anew; it ends on ${this.#endsAt}`,
      );
    } catch (error) {
      this.#log.warn(
        `${configurationReason(error)}: the pair before it stays for now`,
      );
    }
  }

  #tellIfEnded(): void {
    if (this.#current.endsAt.getTime() > Date.now()) return;
    this.#log.warn(
      `The certificate in ${this.#paths.certificatePath} ended on ${this.#endsAt}: clients refuse it; renew it`,
    );
  }

  get #endsAt(): string {
    return this.#current.endsAt.toISOString().slice(0, 10);
  }
}

/** When the files were written, and which ones they are; of one that is not there, that it is not. */
async function stateOf(paths: CertificatePaths): Promise<string> {
  const states = [paths.certificatePath, paths.keyPath].map(async (path) => {
    const info = await stat(path).catch(() => undefined);
    return info === undefined ? "" : `${info.mtimeMs} ${info.ino} ${info.size}`;
  });
  return (await Promise.all(states)).join("\n");
}
