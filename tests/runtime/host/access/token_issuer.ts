import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from "jose";

/** A key that tokens are signed with. */
export interface SigningKey {
  /** How. */
  readonly algorithm: string;
  /** Its name. */
  readonly id: string;
  /** The half that signs. */
  readonly privateKey: CryptoKey;
  /** The half that everybody may know. */
  readonly jwk: JWK;
}

/**
 * Makes a key.
 *
 * @param id Its name.
 * @param algorithm How it signs.
 * @returns The key.
 */
export async function signingKey(
  id: string,
  algorithm: string = "ES256",
): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, {
    extractable: true,
  });
  const jwk = { ...await exportJWK(publicKey), kid: id, use: "sig" };
  return { algorithm, id, privateKey, jwk };
}

/** What a token says; what it leaves out is undefined. */
export type Claims = Readonly<
  Record<string, string | readonly string[] | number | undefined>
>;

/** What it says where no test says otherwise. */
const CLAIMS: Claims = { aud: "scoring", sub: "somebody" };

/**
 * Makes a token.
 *
 * @param key What it is signed with.
 * @param claims What it says: of an hour, if it does not say until when.
 * @returns The token.
 */
export async function signedToken(
  key: SigningKey,
  claims: Claims,
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return await new SignJWT({ ...CLAIMS, exp, ...claims })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey);
}

/** Who issues tokens, and says with which keys. */
export class TokenIssuer implements AsyncDisposable {
  /** The key of now. */
  key: SigningKey;
  /** What it is asked. */
  readonly asked: string[] = [];
  /** Answers in its place, where a test says so. */
  answer: ((path: string) => Response | undefined) | undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(key: SigningKey) {
    this.key = key;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(new URL(request.url).pathname),
    );
  }

  /** Starts one on this machine. */
  static async start(): Promise<TokenIssuer> {
    return new TokenIssuer(await signingKey("first"));
  }

  /** What it calls itself. */
  get name(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/tenant`;
  }

  /** Its keys. */
  get keys(): JSONWebKeySet {
    return { keys: [this.key.jwk] };
  }

  /** Issues a token. */
  token(claims: Claims = {}): Promise<string> {
    return signedToken(this.key, { iss: this.name, ...claims });
  }

  /** Stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer(path: string): Response {
    this.asked.push(path);
    const said = this.answer?.(path);
    if (said !== undefined) return said;
    if (path === "/tenant/.well-known/openid-configuration") {
      return Response.json({ issuer: this.name, "jwks_uri": `${this.name}/k` });
    }
    return path === "/tenant/k"
      ? Response.json(this.keys)
      : new Response(null, { status: 404 });
  }
}
