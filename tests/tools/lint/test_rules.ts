import { nameOf } from "./node_names.ts";

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

/** The name of a test is a sentence: what holds, in at least three words. */
export const testName: Deno.lint.Rule = {
  create(context) {
    return {
      CallExpression({ callee, arguments: [first] }) {
        if (!first || !isTest(callee)) return;
        const name = first.type === "ObjectExpression"
          ? first.properties.find((each) =>
            each.type === "Property" && nameOf(each.key) === "name"
          )
          : first;
        const text = wordsOf(name?.type === "Property" ? name.value : name);
        if (text === undefined) return;
        const isSentence = text.trim().split(/\s+/).length >= 3 &&
          !/^tests?\b/i.test(text) && !text.endsWith(".");
        if (isSentence) return;
        context.report({
          node: first,
          message: "The name of a test is not a sentence",
          hint: "Say what holds, without a full stop: a collector keeps …",
        });
      },
    };
  },
};

/** A text written in place, with a word for each expression in it. */
function wordsOf(node: Deno.lint.Node | undefined): string | undefined {
  if (node?.type === "TemplateLiteral") {
    return node.quasis.map(({ cooked }) => cooked).join("…");
  }
  return node?.type === "Literal" && typeof node.value === "string"
    ? node.value
    : undefined;
}

function isTest(node: Deno.lint.Node): boolean {
  if (node.type === "Identifier") {
    return ["it", "test", "describe"].includes(node.name);
  }
  return node.type === "MemberExpression" && nameOf(node.property) === "test" &&
    nameOf(node.object) === "Deno";
}
