import type { AccessToken, TokenCredential } from "@azure/core-auth";

/** The token service of an online endpoint. */
export interface EndpointIdentityOptions {
  /** Its address, `MSI_ENDPOINT`. */
  readonly url: string;
  /** What it wants to see, `MSI_SECRET`. */
  readonly secret: string;
  /** Which user-assigned identity to be; the system-assigned one if absent. */
  readonly clientId?: string;
}

const TIMEOUT_MS = 10_000;

/** The token service did not give a token now; it may later. */
export class TokenServiceError extends Error {
  /** `TokenServiceError`. */
  override readonly name = "TokenServiceError";
}

/** There is no such identity; the name is what stores know it by. */
export class NoIdentityError extends Error {
  /** `CredentialUnavailableError`. */
  override readonly name = "CredentialUnavailableError";
}

/**
 * The managed identity of an online endpoint of Azure ML, whose containers get
 * `MSI_ENDPOINT` and `MSI_SECRET`.
 */
export class EndpointIdentityCredential implements TokenCredential {
  readonly #options: EndpointIdentityOptions;

  /**
   * Makes the credential; no token is asked for yet.
   *
   * @param options The token service.
   */
  constructor(options: EndpointIdentityOptions) {
    this.#options = options;
  }

  /**
   * Asks for a token. Its caller keeps it until it expires.
   *
   * @param scopes One scope, `https://storage.azure.com/.default`.
   * @returns The token.
   * @throws {TokenServiceError} If there is none now.
   * @throws {NoIdentityError} If the service knows no such identity.
   */
  async getToken(scopes: string | string[]): Promise<AccessToken> {
    const { url: address, secret, clientId } = this.#options;
    const scope = typeof scopes === "string" ? scopes : scopes[0] ?? "";
    const url = new URL(address);
    url.searchParams.set("resource", scope.replace(/\/\.default$/, ""));
    url.searchParams.set("api-version", "2017-09-01");
    if (clientId !== undefined) url.searchParams.set("clientid", clientId);
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        headers: { secret, Metadata: "true" },
        signal: controller.signal,
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw refused(response.status);
      }
      return tokenOf(await response.json());
    } catch (error) {
      if (error instanceof NoIdentityError) throw error;
      if (error instanceof TokenServiceError) throw error;
      // The cause may name the address, which is not a secret; the header is not in it.
      throw new TokenServiceError(
        "Cannot get a token: the token service of MSI_ENDPOINT does not answer",
        { cause: error },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

function refused(status: number): Error {
  return status >= 400 && status < 500 && status !== 429 && status !== 408
    ? new NoIdentityError(
      `Cannot get a token: the token service of MSI_ENDPOINT answers ${status}; check the identity of the endpoint and UAI_CLIENT_ID`,
    )
    : new TokenServiceError(
      `Cannot get a token: the token service of MSI_ENDPOINT answers ${status}`,
    );
}

function tokenOf(answer: unknown): AccessToken {
  if (typeof answer === "object" && answer !== null) {
    const token = "access_token" in answer ? answer.access_token : undefined;
    if (typeof token === "string" && token !== "") {
      return { token, expiresOnTimestamp: expiryMs(answer) };
    }
  }
  throw new TokenServiceError(
    "Cannot get a token: the answer of the token service of MSI_ENDPOINT has none",
  );
}

/** When a token ends: seconds, as number or text, a date, or a duration. */
function expiryMs(answer: object): number {
  const on = "expires_on" in answer ? answer.expires_on : undefined;
  const seconds = Number(on ?? NaN);
  if (seconds > 0) return seconds * 1000;
  const date = typeof on === "string" ? Date.parse(on) : NaN;
  if (!Number.isNaN(date)) return date;
  const left = Number("expires_in" in answer ? answer.expires_in : NaN);
  return Date.now() + (left > 0 ? left : 300) * 1000;
}
