/**
 * The path and the query of a request, byte for byte as they came.
 *
 * @param request The request.
 * @returns The target, such as `/score?size=1`.
 */
export function requestTarget({ url }: Request): string {
  const target = url.replace(/^https?:\/\/[^/?]*/, "");
  return target.startsWith("/") ? target : `/${target}`;
}
