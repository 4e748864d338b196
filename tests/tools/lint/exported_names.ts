/** The names that a module exports and that are written in it: not those of `export *`. */
export function exportedNames({ body }: Deno.lint.Program): string[] {
  return body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    const { declaration, specifiers } = statement;
    return [
      ...specifiers.map(({ exported }) =>
        exported.type === "Identifier" ? exported.name : exported.value
      ),
      ...(declaration ? declaredNames(declaration) : []),
    ];
  });
}

function declaredNames(declaration: Deno.lint.Node): string[] {
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) =>
      id.type === "Identifier" ? [id.name] : []
    );
  }
  return "id" in declaration && declaration.id?.type === "Identifier"
    ? [declaration.id.name]
    : [];
}
