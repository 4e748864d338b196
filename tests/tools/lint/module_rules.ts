import { ancestors } from "./ancestors.ts";
import { exportedNames } from "./exported_names.ts";
import { nameOf } from "./node_names.ts";
import { placeOf } from "./place.ts";

const declarations: ReadonlySet<string> = new Set([
  "ClassDeclaration",
  "ExportAllDeclaration",
  "ExportDefaultDeclaration",
  "ExportNamedDeclaration",
  "FunctionDeclaration",
  "ImportDeclaration",
  "TSDeclareFunction",
  "TSEnumDeclaration",
  "TSInterfaceDeclaration",
  "TSModuleDeclaration",
  "TSTypeAliasDeclaration",
  "VariableDeclaration",
]);

/** Globals that read or change the world, and what in others does. */
const worldly =
  /^(?:Deno|Worker|caches|crypto|fetch|localStorage|navigator|performance|process|queueMicrotask|setInterval|setTimeout)$/;
const worldlyCall = /^(?:Date|Date\.now|Math\.random)$/;
const worldlyWord =
  /\b(?:Deno|Worker|crypto|fetch|localStorage|navigator|performance|process|set(?:Interval|Timeout)|Date\.now|new Date\(\)|Math\.random)\b/;

/**
 * A module that others import only declares: no statements, no `await`, nothing
 * of the machine, no objects of our own classes, and no call of an imported
 * function. A function of the same module may make a constant of its arguments.
 * A module without exports is an entry.
 */
export const noImportEffects: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    let hasExports = false;
    const imported = new Set<string>();
    const declared = new Map<string, Deno.lint.Node>();
    const isOurs = (name: string) => imported.has(name) || declared.has(name);
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `${what} while the module is imported`,
        hint: "Put it in a function, and call that from an entry",
      });
    return {
      Program(node) {
        hasExports = exportedNames(node).length > 0 ||
          node.body.some(({ type }) => type === "ExportAllDeclaration");
        for (const statement of node.body) {
          for (const name of importedNames(statement)) imported.add(name);
          const declaration = declarationIn(statement);
          if (declaration) {
            declared.set(declaration.id?.name ?? "", declaration);
          }
        }
        if (!hasExports) return;
        for (const statement of node.body) {
          if (!declarations.has(statement.type)) {
            report(statement, "Something is done");
          }
        }
      },
      AwaitExpression(node) {
        if (hasExports && runsAtImport(node)) report(node, "Something waits");
      },
      StaticBlock(node) {
        if (hasExports) report(node, "Something is done");
      },
      Identifier(node) {
        if (
          hasExports && worldly.test(node.name) && !isKey(node) &&
          runsAtImport(node)
        ) report(node, `${node.name} is used`);
      },
      NewExpression(node) {
        const name = nameOf(node.callee);
        const isClock = name === "Date" && node.arguments.length === 0;
        if (!hasExports || !isClock && !isOurs(name)) return;
        if (runsAtImport(node)) report(node, `new ${name} is made`);
      },
      CallExpression(node) {
        if (!hasExports || !runsAtImport(node)) return;
        const called = context.sourceCode.getText(node.callee);
        const local = declared.get(called);
        const isConstant = local !== undefined && node.arguments.length > 0 &&
          !worldlyWord.test(context.sourceCode.getText(local));
        if (isOurs(called) && !isConstant || worldlyCall.test(called)) {
          report(node, `${called} is called`);
        }
      },
    };
  },
};

/** Names that are imported one by one: not those of a library's namespace. */
function importedNames(statement: Deno.lint.Node): string[] {
  if (statement.type !== "ImportDeclaration") return [];
  return statement.specifiers
    .filter(({ type }) => type !== "ImportNamespaceSpecifier")
    .map(({ local }) => local.name);
}

function declarationIn(
  statement: Deno.lint.Node,
): Deno.lint.FunctionDeclaration | Deno.lint.ClassDeclaration | undefined {
  const declared = statement.type === "ExportNamedDeclaration"
    ? statement.declaration
    : statement;
  return declared?.type === "FunctionDeclaration" ||
      declared?.type === "ClassDeclaration"
    ? declared
    : undefined;
}

/** Whether it is evaluated when its module is: in no function but one that a call is given. */
function runsAtImport(node: Deno.lint.Node): boolean {
  for (const at of ancestors(node)) {
    switch (at.type) {
      case "ImportDeclaration":
      case "FunctionDeclaration":
      case "TSDeclareFunction":
      case "TSInterfaceDeclaration":
      case "TSModuleDeclaration":
      case "TSTypeAliasDeclaration":
      case "TSTypeAnnotation":
      case "TSTypeParameterInstantiation":
        return false;
      case "PropertyDefinition":
        if (!at.static) return false;
        break;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        if (at.parent.type !== "CallExpression") return false;
        break;
    }
  }
  return true;
}

function isKey(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
      return parent.key === node && !parent.computed;
    default:
      return false;
  }
}
