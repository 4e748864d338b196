const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * What a request shows of who sent it: the key or the token of
 * `Authorization: Bearer <it>`.
 *
 * @param authorization The header; `null` if there is none.
 * @returns It; `undefined` if there is none.
 */
export function bearerOf(authorization: string | null): string | undefined {
  return BEARER.exec(authorization ?? "")?.[1];
}
