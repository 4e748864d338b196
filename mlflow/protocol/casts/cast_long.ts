import type { Column } from "../../../frame/mod.ts";
import type { ColumnType } from "../../signature.ts";
import type { LongColumn } from "../json/long_column.ts";

/**
 * Casts the values of a long column where a signature's type takes them as they
 * are held: numbers and nulls to a type of floats.
 *
 * @param type The column's type.
 * @param column The values; none if the body is not a long one.
 * @returns The column; `undefined` if its values are for {@linkcode castScalars}.
 */
export function castLong(
  type: ColumnType,
  column: LongColumn | undefined,
): Column | undefined {
  if (type.kind !== "scalar") return undefined;
  switch (type.type) {
    case "double": {
      const values = column?.doubles;
      return values && { dtype: "float64", values };
    }
    case "float": {
      const values = column?.doubles;
      return values && {
        dtype: "float32",
        values: Float32Array.from(values),
      };
    }
    default:
      return undefined;
  }
}
