/**
 * A JSON number with a point or an exponent whose value is whole: `1.0`. Python
 * keeps it apart from the integer `1`, and so do the rules of signatures.
 */
export class WholeFloat {
  /** The value. */
  readonly value: number;

  /** Wraps a whole number. */
  constructor(value: number) {
    this.value = value;
  }
}

const FLOAT_TEXT =
  /^[+-]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?)$/i;
const SPECIAL_TEXT = /^([+-]?)(nan|inf|infinity)$/i;
const INTEGER_TEXT = /^[+-]?\d+(?:_\d+)*$/;

/**
 * Reads a text as Python's `float()` does.
 *
 * @param text The text; spaces around the number are allowed.
 * @returns The number, or `undefined` if the text is not a number.
 */
export function parsePythonFloat(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT_TEXT.test(trimmed)) return Number(trimmed.replaceAll("_", ""));
  const special = SPECIAL_TEXT.exec(trimmed);
  if (special === null) return undefined;
  if (special[2]!.toLowerCase() === "nan") return NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}

/**
 * Reads a text as Python's `int()` does.
 *
 * @param text The text; spaces around the number are allowed.
 * @returns The integer, or `undefined` if the text is not an integer.
 */
export function parsePythonInteger(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (!INTEGER_TEXT.test(trimmed) || trimmed.length > 4300) return undefined;
  const digits = trimmed.replaceAll("_", "");
  return digits.startsWith("-")
    ? -BigInt(digits.slice(1))
    : BigInt(digits.replace("+", ""));
}

/**
 * The text of a double as Python's `repr` writes it: the shortest digits that
 * give the number back, always with a point or an exponent, and `NaN`,
 * `Infinity`, `-Infinity`.
 *
 * @param value The number.
 * @returns The text.
 */
export function pythonFloatText(value: number): string {
  if (Number.isInteger(value)) {
    if (value < 1e16 && value > -1e16) {
      return Object.is(value, -0) ? "-0.0" : `${value}.0`;
    }
  } else if (value !== value || value === Infinity || value === -Infinity) {
    return String(value);
  } else if (value > 0 ? value >= 1e-4 : value <= -1e-4) {
    return String(value);
  }
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  const digits = exponent.slice(1);
  return `${mantissa}e${exponent[0]}${
    digits.length < 2 ? `0${digits}` : digits
  }`;
}

/**
 * The text of a double as {@linkcode pythonFloatText} writes it, but `null`
 * for what JSON has no number for.
 *
 * @param value The number.
 * @returns The text.
 */
export function jsonFloatText(value: number): string {
  return Number.isFinite(value) ? pythonFloatText(value) : "null";
}
