import { createHash } from "node:crypto";
import { jwtVerify } from "jose";
import { reasonOf } from "../../../ground/reason_of.ts";
import type { Access, Admission } from "../../access.ts";
import type { Logger } from "../../logger.ts";
import { bearerOf } from "./bearer.ts";
import type { IssuerKeys } from "./issuer_keys.ts";
import type { RequestLimits } from "./request_limits.ts";
import type { TokenSettings } from "./token_settings.ts";

/** Signatures that only who issues tokens can make: no secret that is shared, and none without. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "Ed25519",
  "EdDSA",
];
const MAX_TOKEN_LENGTH = 16 * 1024;
/** How far two clocks may be apart. */
const CLOCKS_APART_S = 60;
/** How many tokens are remembered whose signatures were checked. */
const MAX_KNOWN = 1000;

/** A token whose signature was checked. */
interface KnownToken {
  readonly subject: string;
  readonly endsAtMs: number;
}

/** Which tokens are taken. */
export interface TokenAccessOptions
  extends Pick<TokenSettings, "issuer" | "audiences"> {
  /** The issuer's keys. */
  readonly keys: IssuerKeys;
  /** Where it is told why a token is not taken; nothing of it is. */
  readonly log: Logger;
  /** How many requests each subject may send; as many as come if absent. */
  readonly limits?: RequestLimits | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Who has a token of an issuer may ask: `Authorization: Bearer <token>`, a
 * JSON Web Token, as at an online endpoint of Azure ML with
 * `auth_mode: aad_token`. A token is checked once and then remembered, by its
 * digest, as long as it and the issuer's keys are good.
 */
export class TokenAccess implements Access {
  readonly #options: TokenAccessOptions;
  readonly #known = new Map<string, KnownToken>();
  readonly #now: () => number;
  #version: number;

  /**
   * Takes tokens from now on.
   *
   * @param options Which ones.
   */
  constructor(options: TokenAccessOptions) {
    this.#options = options;
    this.#version = options.keys.version;
    this.#now = options.now ?? Date.now;
  }

  /** Whether a header has a token that is good, and its subject's requests are not too many. */
  admits(authorization: string | null): Admission | Promise<Admission> {
    const token = bearerOf(authorization);
    if (token === undefined) return this.#refused("there is none");
    if (token.length > MAX_TOKEN_LENGTH) {
      return this.#refused(`it has more than ${MAX_TOKEN_LENGTH} characters`);
    }
    const digest = createHash("sha256").update(token).digest("base64");
    const known = this.#remembered(digest);
    return known === undefined
      ? this.#check(token, digest)
      : this.#admit(known.subject);
  }

  async #check(token: string, digest: string): Promise<Admission> {
    const { issuer, audiences, keys } = this.#options;
    const { version } = keys;
    try {
      const { payload } = await jwtVerify(token, keys.keyFor, {
        issuer,
        audience: [...audiences],
        algorithms: ALGORITHMS,
        requiredClaims: ["exp"],
        clockTolerance: CLOCKS_APART_S,
        currentDate: new Date(this.#now()),
      });
      const { sub: subject = "", exp = 0 } = payload;
      const endsAtMs = (exp + CLOCKS_APART_S) * 1000;
      // Where other keys were found meanwhile, it is checked again.
      if (version === keys.version) this.#remember(digest, subject, endsAtMs);
      return this.#admit(subject);
    } catch (error) {
      return this.#refused(reasonOf(error));
    }
  }

  #admit(subject: string): Admission {
    const retryAfterSeconds = this.#options.limits?.take(`subject ${subject}`);
    return retryAfterSeconds ? { retryAfterSeconds } : true;
  }

  #refused(reason: string): false {
    const { log } = this.#options;
    log.debug(`The token of a request was refused: ${reason}`);
    return false;
  }

  #remembered(digest: string): KnownToken | undefined {
    const { keys } = this.#options;
    if (keys.version !== this.#version) {
      this.#known.clear();
      this.#version = keys.version;
    }
    const known = this.#known.get(digest);
    if (known === undefined || !keys.areTrusted()) return undefined;
    return known.endsAtMs > this.#now() ? known : undefined;
  }

  #remember(digest: string, subject: string, endsAtMs: number): void {
    this.#known.delete(digest);
    if (this.#known.size >= MAX_KNOWN) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest!);
    }
    this.#known.set(digest, { subject, endsAtMs });
  }
}
