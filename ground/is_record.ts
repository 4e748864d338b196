/**
 * Whether a value has keys: an object that is neither null nor a list.
 *
 * @param value Anything.
 * @returns Whether it is one; instances of classes are.
 */
export function isRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
