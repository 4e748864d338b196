import { expFloat32, logFloat32 } from "../../forest/exp_float32.ts";

/** What neighbouring expectiles are apart at least. */
const GAP = Math.fround(1e-6);

/**
 * Turns margins of `reg:expectileerror` to expectiles that rise from the first
 * to the last, in single precision and in place. The library's `log1p` may
 * differ from this one in the last bit.
 *
 * @param sums The margins, row-major.
 * @param width The number of expectiles.
 */
export function risingExpectiles(sums: Float32Array, width: number): void {
  const { fround } = Math;
  for (let begin = 0; begin < sums.length; begin += width) {
    for (let i = begin + 1; i < begin + width; i++) {
      sums[i] = sums[i - 1]! + fround(GAP + softplus(sums[i]!));
    }
  }
}

/**
 * The inverse of {@linkcode risingExpectiles} for one row, in place.
 *
 * @param scores The base scores.
 */
export function expectileMargins(scores: Float32Array): void {
  const { fround } = Math;
  for (let i = scores.length - 1; i > 0; i--) {
    const gap = fround(fround(scores[i]! - scores[i - 1]!) - GAP);
    const kept = Math.max(gap, GAP);
    scores[i] = kept + logFloat32(fround(-Math.expm1(-kept)));
  }
}

function softplus(value: number): number {
  const { fround } = Math;
  const part = fround(Math.log1p(expFloat32(-Math.abs(value))));
  return value > 0 ? fround(value + part) : part;
}
