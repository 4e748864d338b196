import type { Column } from "../../../frame/mod.ts";
import { CastError } from "./cast_error.ts";
import { describeCell } from "../describe_cell.ts";
import { ExactReadNeeded } from "../json/exact_read_needed.ts";
import type { CastOptions } from "./cast_options.ts";
import { WholeFloat } from "../json/python_float.ts";

const ISO =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:([T ])(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9})\d*)?)?)?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const ISO_YEAR = /^(\d{4})$/;

/** One parsed text. */
interface Moment {
  /** UTC milliseconds since 1970. */
  readonly time: number;
  /** Which parts the text has; pandas wants the same of all rows. */
  readonly format: string;
  readonly hasZone: boolean;
}

/** A column of datetimes has a time zone, which MLflow refuses after parsing. */
export class ZonedDatetimeError extends CastError {}

/**
 * Casts cells to points in time: ISO texts, and integers as nanoseconds since
 * 1970. By pandas' rules all texts have the format of the first.
 *
 * @param cells One JSON value a row.
 * @param options Whose rules, and how the cells came.
 * @returns A datetime column; null is a missing value.
 * @throws {CastError} If a cell is not a datetime.
 * @throws {ZonedDatetimeError} By pandas' rules, if the texts have a time zone.
 */
export function castDatetimes(
  cells: readonly unknown[],
  options: CastOptions,
): Column {
  const { rules } = options;
  const values = new Float64Array(cells.length);
  let format: string | undefined;
  let hasZone = false;
  // pandas takes the format of the first value; numbers beside it are texts.
  const isText = rules === "pandas" &&
    typeof cells.find((cell) => !isMissing(cell)) === "string";
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row];
    if (isMissing(cell)) values[row] = NaN;
    else if (typeof cell === "string" || isText && !Number.isNaN(cell)) {
      const moment = parseMoment(String(cell));
      if (moment === undefined) {
        throw new CastError(
          rules === "pandas"
            ? `Unknown datetime string format, unable to parse: position ${row}`
            : `Error parsing datetime string at position ${row}`,
        );
      }
      if (isText && moment.format !== (format ??= moment.format)) {
        throw new CastError(
          `time data doesn't match format "${format}", the one of the first row, at position ${row}`,
        );
      }
      hasZone ||= moment.hasZone;
      values[row] = moment.time;
    } else values[row] = timeOf(cell, row, options);
  }
  if (hasZone && rules === "pandas") {
    throw new ZonedDatetimeError(
      "Please ensure that the input data of datetime column only contains timezone-naive datetime objects",
    );
  }
  return { dtype: "datetime", values };
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined || cell === "" ||
    cell === "NaT";
}

/** Beyond these, nanoseconds do not fit into 64 bits. */
const MAX_TIME = 2 ** 63 / 1e6;

function timeOf(cell: unknown, row: number, options: CastOptions): number {
  const { rules, isExact } = options;
  if (
    rules === "pandas" && typeof cell === "number" && !Number.isFinite(cell)
  ) {
    return NaN;
  }
  if (rules === "numpy") {
    if (!isExact && typeof cell === "number") throw new ExactReadNeeded();
    if (typeof cell === "boolean") return cell ? 1e-6 : 0;
  }
  const isFloat = cell instanceof WholeFloat ||
    typeof cell === "number" && !Number.isSafeInteger(cell);
  if (!isFloat || rules === "pandas") {
    const time = millisecondsOf(cell);
    if (Math.abs(time) < MAX_TIME) return time;
  }
  throw new CastError(
    `Cannot convert to a datetime: position ${row} is ${describeCell(cell)}`,
  );
}

/** An integer of nanoseconds, also where it was written as a float; infinite if it is not an integer. */
function millisecondsOf(cell: unknown): number {
  if (typeof cell === "number") return Math.trunc(cell) / 1e6;
  if (cell instanceof WholeFloat) return cell.value / 1e6;
  if (typeof cell !== "bigint") return Infinity;
  const whole = cell / 1_000_000n;
  return Number(whole) + Number(cell - whole * 1_000_000n) / 1e6;
}

function parseMoment(text: string): Moment | undefined {
  const match = ISO.exec(text.trim()) ?? ISO_YEAR.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, separator, hour, minute, second, fraction, zone] =
    match;
  const monthNumber = Number(month ?? 1);
  const dayNumber = Number(day ?? 1);
  const time = Date.UTC(
    Number(year),
    monthNumber - 1,
    dayNumber,
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const date = new Date(time);
  const isReal = date.getUTCMonth() === monthNumber - 1 &&
    date.getUTCDate() === dayNumber && Number(hour ?? 0) < 24 &&
    Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
  if (!isReal) return undefined;
  const parts =
    [month, day, hour, minute, second, fraction].filter((part) =>
      part !== undefined
    ).length;
  return {
    time: time + (fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000) -
      zoneOffset(zone),
    format: `${"%Y-%m-%dT%H:%M:%S.%f".slice(0, 2 + 3 * parts)}${
      separator === " " ? " with a space" : ""
    }${zone === undefined ? "" : "%z"}`,
    hasZone: zone !== undefined,
  };
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
