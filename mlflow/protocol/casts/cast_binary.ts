import type { Column } from "../../../frame/mod.ts";
import { CastError } from "./cast_error.ts";
import { describeCell } from "../describe_cell.ts";
import { pythonText } from "../json/python_text.ts";

/** What the text of a binary cell is. */
export type BinaryEncoding = "base64" | "ascii";

/**
 * Casts cells to bytes.
 *
 * @param cells One JSON value a row.
 * @param encoding What the texts are: base64, or the bytes themselves.
 * @returns An object column of `Uint8Array`s.
 * @throws {CastError} If a cell is not such a text.
 */
export function castBinary(
  cells: readonly unknown[],
  encoding: BinaryEncoding,
): Column {
  const values: unknown[] = new Array(cells.length);
  for (let row = 0; row < values.length; row++) {
    values[row] = encoding === "ascii"
      ? asciiBytes(pythonText(cells[row]), row)
      : base64Bytes(cells[row], row);
  }
  return { dtype: "object", values };
}

function asciiBytes(text: string, row: number): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      throw new CastError(`'ascii' codec can't encode the text of row ${row}`);
    }
    bytes[i] = code;
  }
  return bytes;
}

function base64Bytes(cell: unknown, row: number): Uint8Array {
  if (typeof cell !== "string") {
    throw new CastError(
      `encoding without a string argument: row ${row} is ${describeCell(cell)}`,
    );
  }
  // As in MIME, what is not of the alphabet is passed over.
  const clean = cell.replace(/[^A-Za-z0-9+/=]/g, "");
  const digits = clean.replace(/=.*$/, "");
  if (digits.length % 4 === 1) {
    throw new CastError(
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4: row ${row}`,
    );
  }
  const padding = (4 - digits.length % 4) % 4;
  if (clean.length - digits.length < padding) {
    throw new CastError(`Incorrect padding: row ${row}`);
  }
  const binary = atob(digits);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
