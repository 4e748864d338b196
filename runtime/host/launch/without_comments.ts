/**
 * A JSON text without comments and without commas before a closing bracket, as
 * `deno.jsonc` may have them.
 *
 * @param text The text.
 * @returns JSON; what stands in texts is left alone.
 */
export function withoutComments(text: string): string {
  const plain = text.replace(
    /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g,
    (_, quoted: string | undefined) => quoted ?? " ",
  );
  return plain.replace(
    /("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g,
    (_, quoted: string | undefined) => quoted ?? "",
  );
}
