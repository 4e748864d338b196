import type { Column } from "../../../frame/mod.ts";
import type { ScalarType } from "../../signature.ts";
import { NotPlain } from "../json/not_plain.ts";
import {
  castCsvColumn,
  type CsvValues,
  parseBooleans,
  parseCells,
  parseFloats,
  parseIntegers,
  textOf,
} from "./csv_column.ts";

/** The longest text of an integer that beside a float is a number too. */
const MAX_INTEGER_LENGTH = 15;

/**
 * A column of a long CSV that comes some rows at a time; it becomes what
 * {@linkcode inferCsvColumn} and {@linkcode castCsvColumn} make of it at once.
 */
export class LongCsvColumn {
  readonly #type: ScalarType | undefined;
  #floats: Float64Array[] = [];
  #integers: BigInt64Array[] = [];
  #booleans: Uint8Array[] = [];
  #texts: unknown[] = [];
  #kind: CsvValues["kind"] | undefined;
  #hasLongIntegers = false;

  /**
   * A column without rows.
   *
   * @param type Its type in the signature; inferred if absent.
   */
  constructor(type: ScalarType | undefined) {
    this.#type = type;
    this.#kind = type === undefined ? undefined : kindOf(type);
  }

  /**
   * Appends rows.
   *
   * @param cells Their texts.
   * @throws {NotPlain} If they are of another kind than those before.
   */
  add(cells: readonly string[]): void {
    if (this.#type === undefined) this.#infer(cells);
    switch (this.#kind) {
      case "integers":
        this.#integers.push(plain(parseIntegers(cells)));
        return;
      case "floats":
        this.#floats.push(plain(parseFloats(cells)));
        return;
      case "booleans": {
        const parsed = parseBooleans(cells);
        if (parsed?.kind !== "booleans") throw new NotPlain();
        this.#booleans.push(parsed.values);
        return;
      }
      default:
        // Of a signature's own types, all texts together are cast in the end.
        for (const cell of cells) {
          this.#texts.push(this.#type === undefined ? textOf(cell) : cell);
        }
    }
  }

  /** Decides what an inferred column is, or becomes. */
  #infer(cells: readonly string[]): void {
    if (this.#kind === "texts" || this.#kind === "booleans") return;
    const isInteger = parseIntegers(cells) !== undefined;
    if (isInteger && cells.some((cell) => cell.length > MAX_INTEGER_LENGTH)) {
      this.#hasLongIntegers = true;
    }
    if (this.#kind === undefined) {
      const parsed = parseCells(cells);
      // Booleans with missing values among them are no texts.
      if (parsed.kind === "texts" && parseBooleans(cells) !== undefined) {
        throw new NotPlain();
      }
      this.#kind = parsed.kind;
    } else if (this.#kind === "integers" && !isInteger) {
      this.#kind = "floats";
      this.#floats = this.#integers.map((part) =>
        Float64Array.from(part, Number)
      );
      this.#integers = [];
    }
    if (this.#kind === "floats" && this.#hasLongIntegers) throw new NotPlain();
  }

  /**
   * The column of all rows.
   *
   * @returns The column.
   * @throws {CastError} If a text is not of the signature's type.
   */
  finish(): Column {
    switch (this.#kind) {
      case "integers": {
        const values = joined(this.#integers, BigInt64Array);
        return this.#type === "integer"
          ? {
            dtype: "int32",
            values: Int32Array.from(
              values,
              (value) => Number(BigInt.asIntN(32, value)),
            ),
          }
          : { dtype: "int64", values };
      }
      case "floats":
        return this.#type === "float"
          ? { dtype: "float32", values: joined(this.#floats, Float32Array) }
          : { dtype: "float64", values: joined(this.#floats, Float64Array) };
      case "booleans":
        return { dtype: "boolean", values: joined(this.#booleans, Uint8Array) };
      default:
        return this.#type === undefined
          ? { dtype: "object", values: this.#texts }
          : castCsvColumn(this.#texts as readonly string[], this.#type);
    }
  }
}

function kindOf(type: ScalarType): CsvValues["kind"] {
  switch (type) {
    case "double":
    case "float":
      return "floats";
    case "long":
    case "integer":
      return "integers";
    case "boolean":
      return "booleans";
    default:
      return "texts";
  }
}

function plain<T>(parsed: { readonly values: T } | undefined): T {
  if (parsed === undefined) throw new NotPlain();
  return parsed.values;
}

/** Joins parts to one array, and lets go of each once it is in there. */
function joined<T extends { readonly length: number }, Whole>(
  parts: T[],
  make: new (length: number) => Whole & {
    set(part: T, at: number): void;
  },
): Whole {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new make(length);
  let at = length;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    at -= part.length;
    whole.set(part, at);
  }
  return whole;
}
