const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Whether an address is reached from this machine alone.
 *
 * @param host The address, or its name.
 * @returns Whether it is.
 */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
