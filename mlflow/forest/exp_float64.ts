/*
 * The exponential that C programs on Linux get in double precision, on
 * processors with a fused multiply-add. `Math.exp` differs from it in the last
 * bit of one result in a thousand. Method and constants: Arm's optimized
 * routines, which glibc has used since 2.28 (`exp`).
 */

/** 128 / ln 2. */
const STEPS = 184.6649652337873;
/** -ln 2 / 128, in a part with few bits and the rest. */
const STEP_HIGH = -0.005415212348111709;
const STEP_LOW = -1.2864023111638346e-14;
/** Added to and taken from a double it rounds to the nearest whole number. */
const ROUNDER = 6755399441055744;
/** Times a double it cuts it in halves whose products are exact. */
const SPLITTER = 134217729;

/** The powers 2 ** (i / 128) as doubles, their upper halves, and what the doubles lack, relatively. */
interface Fractions {
  readonly values: Float64Array;
  readonly highs: Float64Array;
  readonly tails: Float64Array;
  /** 2 ** (i - 1000). */
  readonly powers: Float64Array;
}

let fractions: Fractions | undefined;

/**
 * e to the power of a double, as C's `exp` gives it.
 *
 * @param value A double.
 * @returns A double.
 */
export function expFloat64(value: number): number {
  if (!(value > -746)) return value !== value ? NaN : 0;
  if (value > 710) return Infinity;
  const { values, highs, tails, powers } = fractions ??= makeFractions();
  const whole = STEPS * value + ROUNDER - ROUNDER;
  const rest = value + whole * STEP_HIGH + whole * STEP_LOW;
  const square = rest * rest;
  const fine = tails[whole & 127]! + rest +
    square * (0.49999999999996786 + rest * 0.16666666666665886) +
    square * square * (0.0416666808410674 + rest * 0.008333335853059549);
  const high = highs[whole & 127]!;
  const scaled = plusProduct(values[whole & 127]!, high, fine);
  const exponent = whole >> 7;
  if (exponent < -1000) {
    return scaled * powers[0]! * powers[exponent + 2000]!;
  }
  return exponent > 1000
    ? scaled * powers[2000]! * powers[exponent]!
    : scaled * powers[exponent + 1000]!;
}

/** `value + value × factor`, rounded once as a fused multiply-add does; `high` is the upper half of `value`. */
function plusProduct(value: number, high: number, factor: number): number {
  const low = value - high;
  const cut = SPLITTER * factor;
  const factorHigh = cut - (cut - factor);
  const factorLow = factor - factorHigh;
  const product = value * factor;
  const lost = ((high * factorHigh - product) + high * factorLow +
    low * factorHigh) + low * factorLow;
  const sum = value + product;
  return sum + ((value - sum + product) + lost);
}

/** Whole numbers of 256 bits behind the point give the tails exactly. */
function makeFractions(): Fractions {
  const one = 1n << 256n;
  let step = one << 1n;
  for (let i = 0; i < 7; i++) step = root(step << 256n);
  const values = new Float64Array(128);
  const highs = new Float64Array(128);
  const tails = new Float64Array(128);
  let exact = one;
  for (let i = 0; i < 128; i++) {
    const value = Number(exact >> 190n) / 2 ** 66;
    const held = BigInt(value * 2 ** 52) << 204n;
    values[i] = value;
    highs[i] = SPLITTER * value - (SPLITTER * value - value);
    tails[i] = Number(((exact - held) << 128n) / held) / 2 ** 128;
    exact = (exact * step) >> 256n;
  }
  const powers = new Float64Array(2001).fill(1);
  for (let i = 1; i <= 1000; i++) {
    powers[1000 + i] = powers[999 + i]! * 2;
    powers[1000 - i] = powers[1001 - i]! / 2;
  }
  return { values, highs, tails, powers };
}

/** The square root of a whole number, rounded down. */
function root(square: bigint): bigint {
  let estimate = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const better = (estimate + square / estimate) >> 1n;
    if (better >= estimate) return estimate;
    estimate = better;
  }
}
