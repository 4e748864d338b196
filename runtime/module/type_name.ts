/**
 * What a value is, in a word, for the log.
 *
 * @param value Anything.
 * @returns The name of its class, or of its type.
 */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const { constructor } = value;
  if (typeof constructor === "function" && constructor.name !== "") {
    // Generators and iterators of the language have the class of their kind.
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    return constructor === Object || tag.includes(" ") ||
        tag.endsWith("Generator")
      ? tag
      : constructor.name;
  }
  return Object.prototype.toString.call(value).slice(8, -1);
}
