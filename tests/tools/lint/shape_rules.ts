import { placeOf } from "./place.ts";

const maxRequired = 3;
const maxRequiredByConstructor = 4;

/** Top-level functions are declarations; arrows are for closures. */
export const noTopLevelArrow: Deno.lint.Rule = {
  create(context) {
    const check = (node: Deno.lint.Node) => {
      if (node.type !== "VariableDeclaration") return;
      for (const { init } of node.declarations) {
        if (
          init?.type !== "ArrowFunctionExpression" &&
          init?.type !== "FunctionExpression"
        ) continue;
        context.report({
          node: init,
          message: "A top-level function is not a declaration",
          hint: "Write function name(…): Type { … }",
        });
      }
    };
    return {
      Program(node) {
        for (const statement of node.body) {
          check(statement);
          if (
            statement.type === "ExportNamedDeclaration" && statement.declaration
          ) check(statement.declaration);
        }
      },
    };
  },
};

/** State is private to the engine, not by a word of the compiler or a prefix. */
export const privateField: Deno.lint.Rule = {
  create(context) {
    const report = (node: Deno.lint.Node, message: string) =>
      context.report({
        node,
        message,
        hint: "Declare it in the class; name it #field if it is private",
      });
    const checkMember = (
      node: Deno.lint.PropertyDefinition | Deno.lint.MethodDefinition,
    ) => {
      if (
        node.accessibility === "private" &&
        !(node.type === "MethodDefinition" && node.kind === "constructor")
      ) report(node, "A member is private to the compiler only");
      if (node.key.type === "Identifier" && node.key.name.startsWith("_")) {
        report(node, "A member is private by a prefix only");
      }
    };
    return {
      PropertyDefinition: checkMember,
      MethodDefinition: checkMember,
      TSParameterProperty(node) {
        report(node, "A parameter declares a property");
      },
    };
  },
};

/** A call reads without counting: at most three required arguments, then options. */
export const maxRequiredArgs: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};

    const check = (
      node: Deno.lint.Node,
      params: readonly Deno.lint.Parameter[],
      limit: number,
    ) => {
      const required = params.filter(isRequired).length;
      if (required <= limit) return;
      context.report({
        node,
        message: `${required} arguments are required, the limit is ${limit}`,
        hint:
          "Keep the ones that say what it is about; put the rest in one options",
      });
    };
    return {
      FunctionDeclaration(node) {
        if (node.parent.type === "ExportNamedDeclaration") {
          check(node, node.params, maxRequired);
        }
      },
      TSDeclareFunction(node) {
        if (node.parent.type === "ExportNamedDeclaration") {
          check(node, node.params, maxRequired);
        }
      },
      MethodDefinition(node) {
        if (node.kind === "constructor") {
          check(node, node.value.params, maxRequiredByConstructor);
        }
      },
    };
  },
};

function isRequired(parameter: Deno.lint.Parameter): boolean {
  switch (parameter.type) {
    case "Identifier":
      return !parameter.optional && parameter.name !== "this";
    case "ArrayPattern":
    case "ObjectPattern":
      return !parameter.optional;
    case "TSParameterProperty":
      return isRequired(parameter.parameter);
    default:
      return false;
  }
}
