import { placeOf } from "./place.ts";

/** Only a folder named `host/` touches the machine. */
export const noDenoOutsideHost: Deno.lint.Rule = {
  create(context) {
    const { isHost, isProduction } = placeOf(context.filename);
    if (isHost || !isProduction) return {};

    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `${what} is used outside a folder named host/`,
        hint: "Take the capability as a value, or move the file to host/",
      });
    const checkSource = (source: Deno.lint.Node | null) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") {
        return;
      }
      if (source.value.startsWith("node:")) report(source, source.value);
    };
    return {
      Identifier(node) {
        if (node.name === "Deno") report(node, "Deno");
      },
      ImportDeclaration: (node) => checkSource(node.source),
      ExportNamedDeclaration: (node) => checkSource(node.source),
      ExportAllDeclaration: (node) => checkSource(node.source),
      ImportExpression: (node) => checkSource(node.source),
      TSImportType: ({ argument }) =>
        checkSource(
          argument.type === "TSLiteralType" ? argument.literal : argument,
        ),
    };
  },
};
