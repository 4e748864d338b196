import type { ColumnType, Label, Schema } from "./signature.ts";

/**
 * A type as MLflow prints it: `double`, `Array(long)`, `{k: string (required)}`.
 *
 * @param type The type.
 * @returns The text.
 */
export function describeType(type: ColumnType): string {
  switch (type.kind) {
    case "scalar":
      return type.type;
    case "array":
      return `Array(${describeType(type.items)})`;
    case "map":
      return `Map(str -> ${
        type.values.kind === "scalar"
          ? `DataType.${type.values.type}`
          : describeType(type.values)
      })`;
    case "any":
      return "Any";
    case "object": {
      const parts = type.properties.map((property) =>
        `${property.name}: ${describeType(property.type)} (${
          property.required ? "required" : "optional"
        })`
      );
      return `{${parts.join(", ")}}`;
    }
  }
}

/**
 * A schema as MLflow prints it: `['a': double (required)]`.
 *
 * @param schema The schema.
 * @returns The text.
 */
export function describeSchema(schema: Schema): string {
  const parts = schema.kind === "columns"
    ? schema.columns.map((column) =>
      `${column.name === undefined ? "" : `${describeLabel(column.name)}: `}${
        describeType(column.type)
      } (${column.required ? "required" : "optional"})`
    )
    : schema.tensors.map((tensor) =>
      `${
        tensor.name === undefined ? "" : `${describeLabel(tensor.name)}: `
      }Tensor('${tensor.dtype}', ${describeShape(tensor.shape)}) (required)`
    );
  return `[${parts.join(", ")}]`;
}

/**
 * The name of a column as Python prints it: `'a'`, `0`.
 *
 * @param label The name.
 * @returns The text.
 */
export function describeLabel(label: Label): string {
  return typeof label === "string" ? `'${label}'` : String(label);
}

/**
 * A shape as Python prints it: `(-1, 2)`, `(3,)`, `()`.
 *
 * @param shape The size of each dimension.
 * @returns The text.
 */
export function describeShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
