/**
 * The value below which a standard normal variable stays with a probability,
 * by Wichura's rational approximations (AS 241, about 16 digits).
 *
 * @param probability From 0 to 1; NaN gives NaN.
 */
export function normalQuantile(probability: number): number {
  const centered = probability - 0.5;
  if (Math.abs(centered) <= 0.425) {
    const r = 0.180625 - centered * centered;
    return centered * ratio(CENTER, r);
  }
  const tail = centered < 0 ? probability : 1 - probability;
  if (tail <= 0) {
    if (tail < 0) return NaN;
    return centered < 0 ? -Infinity : Infinity;
  }
  const r = Math.sqrt(-Math.log(tail));
  const value = r <= 5 ? ratio(TAIL, r - 1.6) : ratio(FAR, r - 5);
  return centered < 0 ? -value : value;
}

/**
 * The probability that a standard normal variable stays below a value.
 *
 * @param value The value; NaN gives NaN.
 */
export function normalProbability(value: number): number {
  const z = Math.abs(value) / Math.SQRT2;
  const upper = z < 2.5 ? 0.5 * (1 - errorSeries(z)) : 0.5 * errorTail(z);
  return value > 0 ? 1 - upper : upper;
}

/** The error function by its series in `z` without cancellation: all terms are positive. */
function errorSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= 2 * z * z / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
}

/** The complementary error function by its continued fraction, for `z` of 2.5 and more. */
function errorTail(z: number): number {
  let fraction = z;
  for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction;
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
}

type Ratio = readonly [readonly number[], readonly number[]];

function ratio([numerator, denominator]: Ratio, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

/** Coefficients from the constant term on. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    sum = sum * x + coefficients[i]!;
  }
  return sum;
}

const CENTER: Ratio = [
  [
    3.3871328727963666080,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
  ],
  [
    1,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
  ],
];

const TAIL: Ratio = [
  [
    1.42343711074968357734,
    4.63033784615654529590,
    5.76949722146069140550,
    3.64784832476320460504,
    1.27045825245236838258,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
  ],
  [
    1,
    2.05319162663775882187,
    1.67638483018380384940,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ],
];

const FAR: Ratio = [
  [
    6.65790464350110377720,
    5.46378491116411436990,
    1.78482653991729133580,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
  ],
  [
    1,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ],
];
