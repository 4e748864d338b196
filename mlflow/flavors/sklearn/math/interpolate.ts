/** Points of a piecewise linear function, `x` ascending. */
export interface Knots {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A piecewise linear function, constant beyond its ends, as numpy's `interp`:
 * of points with equal `x` the last one counts.
 *
 * @param knots The points, one at least.
 * @param value Where; NaN gives NaN.
 */
export function interpolate(knots: Knots, value: number): number {
  const { x, y } = knots;
  if (Number.isNaN(value)) return value;
  const at = countUpTo(x, value) - 1;
  if (at < 0) return y[0]!;
  if (at === x.length - 1) return y[at]!;
  const slope = (y[at + 1]! - y[at]!) / (x[at + 1]! - x[at]!);
  return slope * (value - x[at]!) + y[at]!;
}

/**
 * How many numbers of an ascending list are not greater than a value.
 *
 * @param sorted The list, ascending.
 * @param value The value; all numbers are up to NaN, as numpy sorts it.
 */
export function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < sorted[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
