import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";
import type { Logger } from "../../logger.ts";
import { configurationReason } from "../configuration_error.ts";
import type { Renewal } from "../renewal/renewal.ts";

/** After this the keys are asked for again, while those that are known serve. */
const FRESH_MS = 3_600_000;
/** After this they are trusted no more: one of them may have been stolen since. */
const TRUSTED_MS = 24 * FRESH_MS;
/** How often the keys are asked for at most, however many tokens have others. */
const PAUSE_MS = 30_000;

/** How the keys of an issuer are kept. */
export interface IssuerKeysOptions {
  /** Finds the keys. */
  readonly find: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  /** Where it is told that they cannot be found. */
  readonly log: Logger;
  /** The time, in milliseconds. */
  readonly now?: () => number;
}

/**
 * The keys that an issuer signs tokens with, as far as they are known. They
 * are found again by and by, and at once for a token whose key is not known,
 * but not more than twice a minute. While they cannot be found, those that are
 * known serve for a day.
 */
export class IssuerKeys implements Renewal, Disposable {
  readonly subject = "the keys that tokens are signed with";
  readonly #options: IssuerKeysOptions;
  readonly #now: () => number;
  readonly #ending = new AbortController();
  #keyFor: JWTVerifyGetKey;
  #foundAt: number;
  #askedAt: number;
  #asking: Promise<void> | undefined;
  #version = 0;

  private constructor(keys: JSONWebKeySet, options: IssuerKeysOptions) {
    this.#options = options;
    this.#now = options.now ?? performance.now.bind(performance);
    this.#keyFor = createLocalJWKSet(keys);
    this.#foundAt = this.#askedAt = this.#now();
  }

  /**
   * Finds the keys for the first time.
   *
   * @param options How they are found.
   * @returns The keys.
   * @throws {ConfigurationError} If they cannot be found.
   */
  static async open(options: IssuerKeysOptions): Promise<IssuerKeys> {
    const { signal } = new AbortController();
    return new IssuerKeys(await options.find(signal), options);
  }

  /** Another number for each time that they were found. */
  get version(): number {
    return this.#version;
  }

  /**
   * Whether they were found not too long ago. Where it is some time ago, they
   * are asked for meanwhile.
   *
   * @returns Whether they may be trusted.
   */
  areTrusted(): boolean {
    const age = this.#now() - this.#foundAt;
    if (age > FRESH_MS) void this.#refresh();
    return age < TRUSTED_MS;
  }

  /**
   * The key that a token is signed with, by its head.
   *
   * @param header The token's head.
   * @param token The token.
   * @returns The key.
   * @throws If there is none.
   */
  keyFor: JWTVerifyGetKey = async (header, token) => {
    if (!this.areTrusted()) {
      await this.#asking;
      if (!this.areTrusted()) {
        throw new Error("The keys were found for the last time too long ago");
      }
    }
    try {
      return await this.#keyFor(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.#refresh();
    return await this.#keyFor(header, token);
  };

  async renew(): Promise<void> {
    this.#askedAt = this.#now();
    const { signal } = this.#ending;
    this.#keyFor = createLocalJWKSet(await this.#options.find(signal));
    this.#foundAt = this.#now();
    this.#version++;
  }

  /** Asks nobody any more. */
  [Symbol.dispose](): void {
    this.#ending.abort();
  }

  /** Finds them again, if that was not tried a moment ago; it never fails. */
  #refresh(): Promise<void> {
    if (this.#asking !== undefined) return this.#asking;
    if (this.#now() - this.#askedAt < PAUSE_MS) return Promise.resolve();
    this.#asking = this.#tryToRenew();
    return this.#asking;
  }

  async #tryToRenew(): Promise<void> {
    try {
      await this.renew();
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      this.#options.log.warn(
        `${configurationReason(error)}: those that are known serve for now`,
      );
    } finally {
      this.#asking = undefined;
    }
  }
}
