/** A test runs, or it is deleted: none is skipped, none runs alone. */
export const noSkippedTests: Deno.lint.Rule = {
  create(context) {
    const report = (node: Deno.lint.Node, name: string) =>
      context.report({
        node,
        message: `A test is left out by "${name}"`,
        hint: "Make it run everywhere, or move it to a task of its own",
      });
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== "MemberExpression") return;
        const name = nameOf(callee.property);
        if (
          ["ignore", "only", "skip"].includes(name) && isTest(callee.object)
        ) report(callee, name);
        if (!isTest(callee) && name !== "step") return;
        for (const argument of node.arguments) {
          if (argument.type !== "ObjectExpression") continue;
          for (const property of argument.properties) {
            if (property.type !== "Property") continue;
            const key = nameOf(property.key);
            if (key === "ignore" || key === "only") report(property, key);
          }
        }
      },
    };
  },
};

function isTest(node: Deno.lint.Node): boolean {
  if (node.type === "Identifier") {
    return ["it", "test", "describe"].includes(node.name);
  }
  return node.type === "MemberExpression" && nameOf(node.property) === "test" &&
    nameOf(node.object) === "Deno";
}

function nameOf(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string"
    ? node.value
    : "";
}
