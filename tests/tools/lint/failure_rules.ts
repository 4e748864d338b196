import { placeOf } from "./place.ts";
import { nameOf } from "./node_names.ts";

const textTests = new Set([
  "includes",
  "startsWith",
  "endsWith",
  "indexOf",
  "search",
  "test",
]);

/** A failure is recognised by its class or its data; its words are for people. */
export const noErrorText: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    const report = (node: Deno.lint.Node) =>
      context.report({
        node,
        message: "The words of an error decide here",
        hint: "Tell failures apart by class, code or a result that is data",
      });
    return {
      CallExpression(node) {
        const { callee } = node;
        if (
          callee.type !== "MemberExpression" ||
          !textTests.has(nameOf(callee.property))
        ) return;
        const [argument] = node.arguments;
        if (argument === undefined) return;
        const isByWords = isText(argument) && isErrorText(callee.object);
        const isByPattern = isText(callee.object) && isErrorText(argument);
        if (isByWords || isByPattern) report(node);
      },
      BinaryExpression(node) {
        if (!["==", "===", "!=", "!=="].includes(node.operator)) return;
        const { left, right } = node;
        if (
          isText(right) && isErrorText(left) ||
          isText(left) && isErrorText(right)
        ) report(node);
      },
    };
  },
};

/** Whether it is a text or a pattern written in place. */
function isText(node: Deno.lint.Node): boolean {
  return node.type === "TemplateLiteral" ||
    node.type === "Literal" &&
      (typeof node.value === "string" || node.value instanceof RegExp ||
        "regex" in node);
}

/** Whether it is the message of something, or an error made a text. */
function isErrorText(node: Deno.lint.Node): boolean {
  if (node.type === "MemberExpression") {
    return nameOf(node.property) === "message";
  }
  if (node.type !== "CallExpression") return false;
  const { callee, arguments: [argument] } = node;
  if (callee.type === "MemberExpression") {
    // error.message.toLowerCase(), error.toString()
    return isErrorText(callee.object) ||
      nameOf(callee.property) === "toString" && isErrorName(callee.object);
  }
  return nameOf(callee) === "String" && argument !== undefined &&
    isErrorName(argument);
}

function isErrorName(node: Deno.lint.Node): boolean {
  return /^(?:e|err|.*(?:error|cause|failure|reason))$/i.test(nameOf(node));
}

const statusName = /^(?:status|statusCode|httpStatus)$/;

/** Below `runtime/` nobody answers over HTTP, and no error knows its status. */
export const noHttpBelowRuntime: Deno.lint.Rule = {
  create(context) {
    const { isProduction, path } = placeOf(context.filename);
    if (!isProduction) return {};
    const isBelow = path.includes("/") && !path.startsWith("runtime/");
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `${what} below the routes`,
        hint:
          "Say what kind of failure it is; the table of the runtime has its status",
      });
    return {
      NewExpression(node) {
        if (isBelow && nameOf(node.callee) === "Response") {
          report(node, "An HTTP answer is made");
        }
      },
      MemberExpression(node) {
        if (isBelow && nameOf(node.object) === "Response") {
          report(node, "An HTTP answer is made");
        }
      },
      ImportDeclaration(node) {
        if (isBelow && /^hono(?:$|\/)/.test(node.source.value)) {
          report(node, "The router is used");
        }
      },
      Property(node) {
        if (isBelow && isStatus(node.value)) report(node, "A status is given");
      },
      PropertyDefinition(node) {
        const isNamed = statusName.test(nameOf(node.key));
        const { superClass } = node.parent.parent;
        const isError = superClass !== null &&
          /(?:Error|Exception)$/.test(nameOf(superClass));
        if (isNamed && isError && node.value !== null || isStatus(node.value)) {
          report(node, "A status is given");
        }
      },
    };
  },
};

function isStatus(node: Deno.lint.Node | null): boolean {
  return node?.type === "Literal" && typeof node.value === "number" &&
    Number.isInteger(node.value) && node.value >= 400 && node.value < 600;
}
