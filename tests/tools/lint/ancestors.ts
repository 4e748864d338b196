type Node = Deno.lint.Node | Deno.lint.TSParameterProperty;

/** A node, and what it stands in, from the inside out; without the program. */
export function* ancestors(node: Deno.lint.Node): Generator<Node> {
  let at: Node = node;
  while (at.type !== "Program" && "parent" in at) {
    yield at;
    at = at.parent;
  }
}
