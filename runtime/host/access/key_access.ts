import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Access } from "../../access.ts";

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
  #digests: readonly Uint8Array[] = [];

  /**
   * Takes the keys.
   *
   * @param keys The keys; two, so that one can be exchanged while the other serves.
   */
  constructor(keys: readonly string[]) {
    this.replace(keys);
  }

  /**
   * Exchanges the keys.
   *
   * @param keys The keys that are to be known from now on, and no others.
   */
  replace(keys: readonly string[]): void {
    this.#digests = keys.map((key) => this.#digest(key));
  }

  /** Whether a header has one of the keys. */
  admits(authorization: string | null): boolean {
    const [, key] = BEARER.exec(authorization ?? "") ?? [];
    if (key === undefined) return false;
    const digest = this.#digest(key);
    let isKnown = false;
    for (const known of this.#digests) {
      if (timingSafeEqual(digest, known)) isKnown = true;
    }
    return isKnown;
  }

  #digest(key: string): Uint8Array {
    return createHmac("sha256", this.#secret).update(key).digest();
  }
}
