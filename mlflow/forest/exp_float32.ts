/*
 * The exponential and the logarithm that C programs on Linux get in single
 * precision. They are not always the nearest float32, so `Math.fround(Math.exp(x))`
 * differs from them in one result of some hundred. Method and constants: Arm's
 * optimized routines, which glibc has used since 2.27 (`expf`, `logf`).
 */

/** 32 / ln 2. */
const STEPS = 46.16624130844683;
/** Added to and taken from a double it rounds to the nearest whole number. */
const ROUNDER = 6755399441055744;
/** 2 ** (i / 32). */
const FRACTIONS = Float64Array.from({ length: 32 }, (_, i) => 2 ** (i / 32));
/** 2 ** (i - 160). */
const POWERS = Float64Array.from({ length: 300 }, (_, i) => 2 ** (i - 160));

/**
 * e to the power of a float32, as C's `expf` gives it.
 *
 * @param value A float32.
 * @returns A float32.
 */
export function expFloat32(value: number): number {
  if (!(value > -104)) return value !== value ? NaN : 0;
  if (value > 89) return Infinity;
  const steps = STEPS * value;
  const whole = steps + ROUNDER - ROUNDER;
  const rest = steps - whole;
  const power = FRACTIONS[whole & 31]! * POWERS[(whole >> 5) + 160]!;
  const cubic = 1.6938359250920212e-6 * rest + 0.00023459809789509004;
  const linear = 0.021660849396613134 * rest + 1;
  return Math.fround((cubic * (rest * rest) + linear) * power);
}

/** For each sixteenth of a binade: about 1 / c, and ln c. */
const CENTERS = Float64Array.of(
  1.398907162146528,
  -0.33569133332882284,
  1.3403141896637998,
  -0.2929040563774074,
  1.286432210124115,
  -0.2518726580937369,
  1.2367150214269895,
  -0.21245868807117255,
  1.1906977166711752,
  -0.17453945183745634,
  1.1479821020556429,
  -0.1380057072319758,
  1.1082251448272158,
  -0.10275976698545139,
  1.0711297413057381,
  -0.06871392447020525,
  1.036437278977283,
  -0.0357891387398228,
  1.0,
  0.0,
  0.9492859795739057,
  0.05204517742929496,
  0.8951049428609004,
  0.11081431298787942,
  0.8476821620351103,
  0.1652495223695143,
  0.8050314851692001,
  0.21687389031699977,
  0.7664671008843108,
  0.2659635028121397,
  0.731428603316328,
  0.3127556664073557,
);
const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/**
 * The natural logarithm of a float32, as C's `logf` gives it.
 *
 * @param value A float32.
 * @returns A float32.
 */
export function logFloat32(value: number): number {
  if (!(value > 0 && value < Infinity)) return Math.log(value);
  if (value === 1) return 0;
  const isSubnormal = value < 2 ** -126;
  float[0] = isSubnormal ? value * 2 ** 23 : value;
  const pattern = isSubnormal ? bits[0]! - (23 << 23) : bits[0]!;
  const offset = pattern - 0x3f330000;
  const center = ((offset >> 19) & 15) * 2;
  const exponent = offset >> 23;
  bits[0] = pattern - (exponent << 23);
  const rest = float[0] * CENTERS[center]! - 1;
  const coarse = CENTERS[center + 1]! + exponent * 0.6931471805599453;
  const square = rest * rest;
  const fine = -0.25089342214237154 * square +
    (0.333456765744066 * rest + -0.4999997485802103);
  return Math.fround(fine * square + (coarse + rest));
}
