/** The name of an identifier, or the text of a literal; empty for everything else. */
export function nameOf(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string"
    ? node.value
    : "";
}
