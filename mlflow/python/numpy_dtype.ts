import type { TensorDType } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";

/** The element type of a numpy array, as its file says it. */
export interface NumpyDType {
  /** The name, as `float64`, `str`, `void`. */
  readonly name: TensorDType | "void";
  /** numpy's letter for it: `b i u f M U S O V`. */
  readonly kind: string;
  /** The bytes that one element takes; 8 for an object, which has no bytes in a file. */
  readonly itemBytes: number;
  /** Whether the bytes of a number come highest first. */
  readonly bigEndian: boolean;
  /** The fields of a record by name, in order; absent for anything else. */
  readonly fields?: ReadonlyMap<string, NumpyField>;
}

/** One field of a record. */
export interface NumpyField {
  readonly dtype: NumpyDType;
  /** Where it begins in the record, in bytes. */
  readonly offset: number;
}

const NUMBER_NAMES: ReadonlyMap<string, TensorDType> = new Map([
  ["b1", "bool"],
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
]);

/**
 * The element type of a text such as `<f8`, `|b1`, `U10` or `O`.
 *
 * @param text The text, as numpy's array protocol writes it.
 * @returns The element type.
 * @throws {ModelError} If arrays of this type cannot be read.
 */
export function parseDType(text: string): NumpyDType {
  const match = /^([<>|=]?)([a-zA-Z])(\d{0,9})(\[ns\])?$/.exec(text);
  const [, order = "", kind = "", digits = "", unit = ""] = match ?? [];
  const bigEndian = order === ">";
  const itemBytes = Number(digits);
  const name = NUMBER_NAMES.get(kind + digits);
  if (name !== undefined && unit === "") {
    return { name, kind, itemBytes, bigEndian };
  }
  if (kind === "M" && digits === "8" && unit === "[ns]") {
    return { name: "datetime64[ns]", kind, itemBytes, bigEndian };
  }
  if (unit === "") {
    if (kind === "U") {
      return { name: "str", kind, itemBytes: itemBytes * 4, bigEndian };
    }
    if (kind === "S") return { name: "bytes", kind, itemBytes, bigEndian };
    if (kind === "O") {
      return { name: "object", kind, itemBytes: 8, bigEndian: false };
    }
    if (kind === "V") return { name: "void", kind, itemBytes, bigEndian };
  }
  throw new ModelError(
    `Cannot read an array of numpy dtype ${
      JSON.stringify(text.slice(0, 40))
    }: expected numbers, booleans, strings, objects or records of them`,
  );
}

/**
 * The type of a record.
 *
 * @param fields The fields by name, in order.
 * @param itemBytes The bytes of one record.
 * @returns The element type.
 * @throws {ModelError} If a field does not lie within the record, or has no numbers.
 */
export function recordDType(
  fields: ReadonlyMap<string, NumpyField>,
  itemBytes: number,
): NumpyDType {
  for (const [name, { dtype, offset }] of fields) {
    const end = offset + dtype.itemBytes;
    if (!Number.isSafeInteger(offset) || offset < 0 || !(end <= itemBytes)) {
      throw new ModelError(
        `Cannot read records of ${itemBytes} bytes: field "${name}" ends at byte ${end}`,
      );
    }
    if (dtype.name === "object" || dtype.name === "void") {
      throw new ModelError(
        `Cannot read records with a field "${name}" of ${dtype.name}: expected numbers or text`,
      );
    }
  }
  return { name: "void", kind: "V", itemBytes, bigEndian: false, fields };
}
