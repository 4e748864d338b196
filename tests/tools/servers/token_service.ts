/** The token service of an online endpoint's container, with tokens that Azurite takes. */
export class TokenService implements AsyncDisposable {
  /** What the service wants to see. */
  readonly secret: string = crypto.randomUUID();
  /** How many tokens it gave. */
  issued = 0;
  /** Whether it answers 500. */
  isDown = false;
  /** The queries it was asked, in order. */
  readonly queries: URLSearchParams[] = [];
  readonly #lifetimeSeconds: number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(lifetimeSeconds: number) {
    this.#lifetimeSeconds = lifetimeSeconds;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(request),
    );
  }

  /** Where it is, for `MSI_ENDPOINT`. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/token`;
  }

  /** The variables of a container with this service. */
  environment(name: string): string | undefined {
    return name === "MSI_ENDPOINT"
      ? this.url
      : name === "MSI_SECRET"
      ? this.secret
      : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer(request: Request): Response {
    this.queries.push(new URL(request.url).searchParams);
    if (this.isDown) return new Response(null, { status: 500 });
    if (
      request.headers.get("secret") !== this.secret ||
      request.headers.get("metadata") !== "true"
    ) return new Response(null, { status: 400 });
    this.issued++;
    const now = Math.floor(Date.now() / 1000);
    const expires = now + this.#lifetimeSeconds;
    const token = [
      { alg: "none", typ: "JWT" },
      {
        aud: "https://storage.azure.com",
        iss: "https://sts.windows.net/0a7b1b5e-0000-4000-8000-000000000000/",
        nbf: now - 10,
        iat: now - 10,
        exp: expires,
      },
    ].map(base64url).join(".");
    return Response.json({
      access_token: `${token}.none`,
      expires_on: String(expires),
      token_type: "Bearer",
    });
  }
}

function base64url(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll("+", "-")
    .replaceAll("/", "_").replaceAll("=", "");
}
