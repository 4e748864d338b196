/** A number of 16 digits may be beyond what a double holds exactly. */
const LONG_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON without rounding integers: those beyond 2^53 become `bigint`.
 *
 * @param text The JSON.
 * @param onFloat Hears the key of each number that is written as a float, such as `1.0`.
 * @returns The value.
 * @throws {SyntaxError} If the text is not JSON.
 */
export function parseWithExactIntegers(
  text: string,
  onFloat?: (key: string) => void,
): unknown {
  if (onFloat === undefined && !LONG_INTEGER.test(text)) {
    return JSON.parse(text);
  }
  const revive = (
    key: string,
    value: unknown,
    context?: { readonly source?: string },
  ): unknown => {
    if (typeof value !== "number") return value;
    const source = context?.source ?? "";
    if (!INTEGER.test(source)) onFloat?.(key);
    else if (!Number.isSafeInteger(value)) return BigInt(source);
    return value;
  };
  return JSON.parse(text, revive);
}
