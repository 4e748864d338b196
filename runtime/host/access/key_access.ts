import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Access, Admission } from "../../access.ts";
import { RateLimit } from "./rate_limit.ts";

/** A key that is known, and how often it may be used. */
interface KnownKey {
  readonly digest: Uint8Array;
  readonly limit: RateLimit | undefined;
}

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * Who knows one of some keys may ask: `Authorization: Bearer <key>`, as at an
 * online endpoint of Azure ML with `auth_mode: key`. Keys are compared by
 * digests of one length and all of them each time, so that how long it takes
 * says nothing of a key; they are in no message.
 */
export class KeyAccess implements Access {
  /** The digests are of use to this process alone. */
  readonly #secret = randomBytes(32);
  readonly #perMinute: number | undefined;
  #known: readonly KnownKey[] = [];

  /**
   * Takes the keys.
   *
   * @param keys The keys; two, so that one can be exchanged while the other serves.
   * @param perMinute How many requests each may send in a minute; as many as come if absent.
   */
  constructor(keys: readonly string[], perMinute?: number) {
    this.#perMinute = perMinute;
    this.replace(keys);
  }

  /**
   * Exchanges the keys.
   *
   * @param keys The keys that are to be known from now on, and no others.
   */
  replace(keys: readonly string[]): void {
    this.#known = keys.map((key) => ({
      digest: this.#digest(key),
      limit: this.#perMinute === undefined
        ? undefined
        : new RateLimit(this.#perMinute),
    }));
  }

  /** Whether a header has one of the keys, and its requests are not too many. */
  admits(authorization: string | null): Admission {
    const [, key] = BEARER.exec(authorization ?? "") ?? [];
    if (key === undefined) return false;
    const digest = this.#digest(key);
    let found: KnownKey | undefined;
    for (const known of this.#known) {
      if (timingSafeEqual(digest, known.digest)) found = known;
    }
    if (found === undefined) return false;
    const retryAfterSeconds = found.limit?.take() ?? 0;
    return retryAfterSeconds === 0 ? true : { retryAfterSeconds };
  }

  #digest(key: string): Uint8Array {
    return createHmac("sha256", this.#secret).update(key).digest();
  }
}
