import { placeOf } from "./place.ts";

const contraction =
  /\p{L}n['’]t\b|\b(?:it|that|there|what|let)['’]s\b|\b(?:I|you|we|they)['’](?:re|ve|ll|d|m)\b/iu;

/** What a program reads, before the message that people read. */
const code = /^[a-z]+(?:-[a-z]+)*$/;

/**
 * The message of an error, where it is written: a capital letter first, no full
 * stop at the end, no contraction. A folder named `protocol/` speaks in the
 * words of its protocol; elsewhere a prescribed text has a name.
 */
export const errorMessage: Deno.lint.Rule = {
  create(context) {
    const { isProduction, isProtocol } = placeOf(context.filename);
    if (!isProduction || isProtocol) return {};
    return {
      NewExpression(node) {
        if (
          node.callee.type !== "Identifier" ||
          !node.callee.name.endsWith("Error")
        ) return;
        const [first, second] = node.arguments;
        const isCode = first?.type === "Literal" && second !== undefined &&
          second.type !== "ObjectExpression" &&
          code.test(String(first.value));
        const message = isCode ? second : first;
        if (message) checkMessage(context, message);
      },
    };
  },
};

/** Who uses an export reads its comment, and not its code. */
export const exportComment: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    return {
      ExportNamedDeclaration(node) {
        if (!node.declaration) return;
        const isDocumented = context.sourceCode.getCommentsBefore(node)
          .some(({ type, value }) => type === "Block" && value.startsWith("*"));
        if (isDocumented) return;
        context.report({
          node,
          message: "An export has no comment",
          hint: "Say what a caller gets: /** … */",
        });
      },
    };
  },
};

function checkMessage(
  context: Deno.lint.RuleContext,
  node: Deno.lint.Node,
): void {
  const parts = textsOf(node);
  if (!parts) return;
  const head = parts[0] ?? "";
  const tail = parts.at(-1) ?? "";
  if (parts.join("") === "") {
    context.report({ node, message: "An error message is empty" });
  }
  if (head !== "" && !/^\p{Lu}/u.test(head)) {
    context.report({
      node,
      message: "An error message starts without a capital letter",
    });
  }
  if (tail.trimEnd().endsWith(".")) {
    context.report({ node, message: "An error message ends in a full stop" });
  }
  if (parts.some((part) => contraction.test(part))) {
    context.report({ node, message: "An error message has a contraction" });
  }
}

/** The fixed texts of a message in order; undefined if it is not written in place. */
function textsOf(node: Deno.lint.Node): string[] | undefined {
  if (node.type === "Literal") {
    return typeof node.value === "string" ? [node.value] : undefined;
  }
  if (node.type === "TemplateLiteral") {
    const texts = node.quasis.map((quasi) => quasi.cooked);
    // Only expressions: the text is not known here.
    return texts.every((text) => text === "") && texts.length > 1
      ? undefined
      : texts;
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    const left = textsOf(node.left) ?? [""];
    const right = textsOf(node.right) ?? [""];
    const texts = [...left, ...right];
    return texts.every((text) => text === "") ? undefined : texts;
  }
  return undefined;
}
