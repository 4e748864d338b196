import { exportedNames } from "./exported_names.ts";
import { isNamedAfter } from "./name_words.ts";
import { placeOf } from "./place.ts";

const maxLines = 350;
const snakeCase = /^[a-z0-9]+(_[a-z0-9]+)*(\.d)?\.(ts|js|mjs)$/;

/**
 * Files are named in snake_case. One that ships is named after an export: its
 * words are found, in this order, among the words of one exported name. A
 * plural is its singular; what exports nothing, `mod.ts` and `.d.ts` have no
 * name to be named after.
 */
export const fileName: Deno.lint.Rule = {
  create(context) {
    const { isProduction, name } = placeOf(context.filename);
    const [base = ""] = name.split(".");
    const isNamed = isProduction && base !== "mod" && !name.endsWith(".d.ts");
    return {
      Program(node) {
        if (!snakeCase.test(name)) {
          context.report({
            node,
            message: `Cannot take the file name "${name}"`,
            hint: "Name the file in snake_case, after its main export",
          });
          return;
        }
        const names = exportedNames(node);
        if (!isNamed || names.length === 0) return;
        if (names.some((exported) => isNamedAfter(base, exported))) return;
        context.report({
          node,
          message: `The file name "${name}" is not the name of an export`,
          hint: `Name the file after its main export, of ${names.join(", ")}`,
        });
      },
    };
  },
};

/**
 * A file has one idea, and fits in 350 lines. A file without a function or a
 * class is a table: it may be as long as what it lists.
 */
export const fileSize: Deno.lint.Rule = {
  create(context) {
    let hasCode = false;
    const seen = () => {
      hasCode = true;
    };
    return {
      FunctionDeclaration: seen,
      FunctionExpression: seen,
      ArrowFunctionExpression: seen,
      ClassDeclaration: seen,
      ClassExpression: seen,
      "Program:exit"(node) {
        const lines = context.sourceCode.text.trimEnd().split("\n").length;
        if (!hasCode || lines <= maxLines) return;
        context.report({
          node,
          message: `A file of ${lines} lines is over the limit of ${maxLines}`,
          hint: "Split it by noun: one idea a file",
        });
      },
    };
  },
};

/** What ships says what it exports by name; what a library exports is as it is. */
export const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    const { isProduction, name } = placeOf(context.filename);
    if (!isProduction || name.endsWith(".d.ts")) return {};
    const report = (node: Deno.lint.Node) =>
      context.report({
        node,
        message: "A default export has no name",
        hint: "Export it by name",
      });
    return {
      ExportDefaultDeclaration: report,
      ExportSpecifier(node) {
        const { exported } = node;
        const name = exported.type === "Identifier"
          ? exported.name
          : exported.value;
        if (name === "default") report(node);
      },
    };
  },
};

/** A rule that is switched off in place is not a rule. */
export const noLintIgnore: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (!/^[\s*]*deno-lint-ignore/.test(comment.value)) continue;
          context.report({
            range: comment.range,
            message: "A rule is switched off here",
            hint: "Write it so that the rule holds, or change the rule",
          });
        }
      },
    };
  },
};
