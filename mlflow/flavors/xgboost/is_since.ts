/**
 * Whether a version of XGBoost is another one or later.
 *
 * @param version The version, as `[3, 2, 0]`; empty if a file does not say, which stands for the newest.
 * @param first The first version that counts, major and minor.
 */
export function isSince(
  version: readonly number[],
  first: readonly [number, number],
): boolean {
  const [major = Infinity, minor = 0] = version;
  return major > first[0] || (major === first[0] && minor >= first[1]);
}
