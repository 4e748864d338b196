import type { Comparison } from "./forest.ts";

const SINGLE = new Float32Array(1);
const SINGLE_BITS = new Int32Array(SINGLE.buffer);
const DOUBLE = new Float64Array(1);
const DOUBLE_BITS = new BigInt64Array(DOUBLE.buffer);

/**
 * The least single that goes right of a threshold: singles are below it where
 * they go left.
 *
 * @param threshold The threshold, not NaN.
 * @param comparison How values compare to it that go left.
 * @returns The single; NaN where none goes right.
 */
export function leastRightFloat32(
  threshold: number,
  comparison: Comparison,
): number {
  const nearest = Math.fround(threshold);
  const isLeft = comparison === "lt"
    ? nearest < threshold
    : nearest <= threshold;
  return isLeft ? nextFloat32(nearest) : nearest;
}

/**
 * The same among doubles.
 *
 * @param threshold The threshold, not NaN.
 * @param comparison How values compare to it that go left.
 * @returns The double; NaN where none goes right.
 */
export function leastRightFloat64(
  threshold: number,
  comparison: Comparison,
): number {
  return comparison === "lt" ? threshold : nextFloat64(threshold);
}

/** The single after one; none after infinity. */
function nextFloat32(value: number): number {
  if (value === Infinity) return NaN;
  SINGLE[0] = value;
  // From a negative one it is the way to zero.
  if (value === 0) SINGLE_BITS[0] = 1;
  else SINGLE_BITS[0]! += value < 0 ? -1 : 1;
  return SINGLE[0]!;
}

function nextFloat64(value: number): number {
  if (value === Infinity) return NaN;
  DOUBLE[0] = value;
  if (value === 0) DOUBLE_BITS[0] = 1n;
  else DOUBLE_BITS[0]! += value < 0 ? -1n : 1n;
  return DOUBLE[0]!;
}
