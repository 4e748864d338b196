// @ts-types="./papaparse.d.ts"
import Papa from "papaparse";
import { type Column, DataFrame } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { ScalarType, Schema } from "../../signature.ts";
import { castCsvColumn, inferCsvColumn } from "./csv_column.ts";
import { CastError } from "../casts/cast_error.ts";
import { requireTableBounds, type TableBounds } from "../table_bounds.ts";

/** Choices of reading CSV. */
export interface CsvOptions {
  /** Whether datetimes are read too, which MLflow cannot. */
  readonly readsDatetimes?: boolean;
  /** How large the table may be. */
  readonly bounds?: TableBounds | undefined;
}

/**
 * Reads a table of comma-separated values as pandas' `read_csv` does: the
 * first line has the names, missing values are empty or one of pandas' words,
 * and dtypes are inferred or those of the signature.
 *
 * @param text The CSV text.
 * @param schema What the model takes, if it has a signature.
 * @param options What is read, and how large it may be.
 * @returns The frame, not yet checked against the signature.
 * @throws {InputError} If the text is not such a table, or a column is of another type.
 */
export function readCsv(
  text: string,
  schema: Schema | undefined,
  options: CsvOptions = {},
): DataFrame {
  const types = csvTypes(schema, options.readsDatetimes ?? false);
  const rows = rowsOf(text);
  const header = rows[0];
  if (header === undefined) throw refusal("No columns to parse from file");
  const width = Math.max(header.length, rows[1]?.length ?? 0);
  requireTableBounds({ rows: rows.length - 1, columns: width }, options.bounds);
  for (let row = 2; row < rows.length; row++) {
    if (rows[row]!.length <= width) continue;
    throw refusal(
      `Error tokenizing data. Expected ${width} fields in line ${
        row + 1
      }, saw ${rows[row]!.length}`,
    );
  }
  // Where rows have more cells than the header, the first ones are row labels.
  const labels = width - header.length;
  const names = uniqueNames(header);
  const columns = names.map((name, i): Column => {
    const cells = cellsOf(rows, labels + i);
    const type = types(name, i);
    return castingColumn(
      name,
      () =>
        type === undefined ? inferCsvColumn(cells) : castCsvColumn(cells, type),
    );
  });
  const length = rows.length - 1;
  return labels === 0
    ? new DataFrame(names, columns, { length })
    : new DataFrame(names, columns, { length, index: cellsOf(rows, 0) });
}

/**
 * Makes a column of CSV.
 *
 * @param name What it is called in messages.
 * @param make Makes it.
 * @returns The column.
 * @throws {InputError} If a text is of another type.
 */
export function castingColumn(name: string, make: () => Column): Column {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    throw refusal(`${error.message}: column ${name}`, error);
  }
}

function rowsOf(text: string): readonly (readonly string[])[] {
  const { data, errors } = Papa.parse(text, { delimiter: "," });
  if (errors[0] !== undefined) {
    throw refusal(
      `Error tokenizing data: ${errors[0].message} in row ${errors[0].row}`,
    );
  }
  return withoutBlank(data, text);
}

/**
 * The rows of a part of a table.
 *
 * @param text Whole rows.
 * @param newline How they end.
 * @returns The rows that are not blank; `undefined` if these are not whole rows.
 */
export function csvRows(
  text: string,
  newline: "\n" | "\r\n",
): readonly (readonly string[])[] | undefined {
  const { data, errors } = Papa.parse(text, { delimiter: ",", newline });
  return errors.length > 0 ? undefined : withoutBlank(data, text);
}

function withoutBlank(
  data: readonly (readonly string[])[],
  text: string,
): readonly (readonly string[])[] {
  const mayBeBlank = (row: readonly string[]): boolean =>
    row.length === 1 && row[0]!.trim() === "";
  if (!data.some(mayBeBlank)) return data;
  const blank = blankLines(text);
  return data.filter((row, i) => !(mayBeBlank(row) && blank.has(i)));
}

/** The rows that are empty lines; an empty text in quotes does not count. */
function blankLines(text: string): ReadonlySet<number> {
  const blank = new Set<number>();
  let row = 0;
  let start = 0;
  Papa.parse(text, {
    delimiter: ",",
    step: ({ meta: { cursor } }) => {
      if (text.slice(start, cursor).trim() === "") blank.add(row);
      row++;
      start = cursor;
    },
  });
  return blank;
}

function cellsOf(
  rows: readonly (readonly string[])[],
  column: number,
): string[] {
  const cells = new Array<string>(rows.length - 1);
  for (let row = 1; row < rows.length; row++) {
    cells[row - 1] = rows[row]![column] ?? "";
  }
  return cells;
}

/**
 * The names of a header as pandas makes them different: `a`, `a.1`, `Unnamed: 2`.
 *
 * @param header The cells of the first row.
 * @returns A name each.
 */
export function uniqueNames(header: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const taken = new Set(header);
  return header.map((cell, i) => {
    const name = cell === "" ? `Unnamed: ${i}` : cell;
    let count = counts.get(name);
    if (count === undefined) {
      counts.set(name, 1);
      taken.add(name);
      return name;
    }
    while (taken.has(`${name}.${count}`)) count++;
    counts.set(name, count + 1);
    taken.add(`${name}.${count}`);
    return `${name}.${count}`;
  });
}

/**
 * The types of columns by their names, or by their positions where there are no names.
 *
 * @param schema What the model takes, if it has a signature.
 * @param readsDatetimes Whether datetimes are read.
 * @returns The type of a column; it throws an {@linkcode InputError} for one that is not read.
 * @throws {InputError} If the signature takes no CSV.
 */
export function csvTypes(
  schema: Schema | undefined,
  readsDatetimes: boolean,
): (name: string, position: number) => ScalarType | undefined {
  if (schema === undefined) return () => undefined;
  if (schema.kind === "tensors") {
    throw refusal("a signature of tensors takes no CSV: send JSON");
  }
  const types = schema.columns.map(({ type, name }, i): ScalarType => {
    if (type.kind !== "scalar") {
      throw refusal(
        `column ${name ?? i} of the signature is not a single value: send JSON`,
      );
    }
    return type.type;
  });
  const isUnnamed = schema.columns[0]?.name === undefined;
  const byName = new Map(
    schema.columns.map(({ name }, i) => [name, types[i]] as const),
  );
  return (name, position) => {
    const type = isUnnamed ? types[position] : byName.get(name);
    if (type !== "datetime" || readsDatetimes) return type;
    throw refusal(
      `column ${name} is a datetime in the signature, which is not supported in CSV: send JSON`,
    );
  };
}

function refusal(detail: string, cause?: unknown): InputError {
  return new InputError(
    `Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid CSV-formatted Pandas DataFrame produced using the \`pandas.DataFrame.to_csv()\` method. Error: '${detail}'`,
    { cause },
  );
}
