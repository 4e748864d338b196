import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Access, Admission } from "../../access.ts";
import { bearerOf } from "./bearer.ts";
import type { RequestLimits } from "./request_limits.ts";

/**
 * Who knows one of some keys may ask: `Authorization: Bearer <key>`, as at an
 * online endpoint of Azure ML with `auth_mode: key`. Keys are compared by
 * digests of one length and all of them each time, so that how long it takes
 * says nothing of a key; they are in no message.
 */
export class KeyAccess implements Access {
  /** The digests are of use to this process alone. */
  readonly #secret = randomBytes(32);
  readonly #limits: RequestLimits | undefined;
  #known: readonly Uint8Array[] = [];

  /**
   * Takes the keys.
   *
   * @param keys The keys; two, so that one can be exchanged while the other serves.
   * @param limits How many requests each may send; as many as come if absent.
   */
  constructor(keys: readonly string[], limits?: RequestLimits) {
    this.#limits = limits;
    this.replace(keys);
  }

  /**
   * Exchanges the keys.
   *
   * @param keys The keys that are to be known from now on, and no others.
   */
  replace(keys: readonly string[]): void {
    this.#known = keys.map((key) => this.#digest(key));
  }

  /** Whether a header has one of the keys, and its requests are not too many. */
  admits(authorization: string | null): Admission {
    const key = bearerOf(authorization);
    if (key === undefined) return false;
    const digest = this.#digest(key);
    let isKnown = false;
    for (const known of this.#known) {
      if (timingSafeEqual(digest, known)) isKnown = true;
    }
    if (!isKnown) return false;
    const retryAfterSeconds = this.#limits?.take(`key ${key}`);
    return retryAfterSeconds ? { retryAfterSeconds } : true;
  }

  #digest(key: string): Uint8Array {
    return createHmac("sha256", this.#secret).update(key).digest();
  }
}
