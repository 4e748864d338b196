import type { Matrix } from "../../../frame/mod.ts";
import type { LinearBooster } from "./xgboost_model.ts";

/**
 * Writes the margins of a linear booster, in single precision: bias and base
 * first, then value × weight column by column; missing values add nothing.
 *
 * @param booster The weights.
 * @param rows The rows.
 * @param options What outputs start at (the library uses the first for all), and where the margins go.
 */
export function addLinear(
  booster: LinearBooster,
  rows: Matrix<Float32Array>,
  options: { readonly baseMargins: Float32Array; readonly sums: Float32Array },
): void {
  const { fround } = Math;
  const { weights } = booster;
  const { baseMargins, sums } = options;
  const outputs = baseMargins.length;
  const biases = weights.length - outputs;
  for (let row = 0; row < rows.rows; row++) {
    const from = row * rows.columns;
    for (let output = 0; output < outputs; output++) {
      let sum = fround(weights[biases + output]! + baseMargins[0]!);
      for (let column = 0; column < rows.columns; column++) {
        const value = rows.data[from + column]!;
        if (value !== value) continue;
        sum = fround(sum + fround(value * weights[column * outputs + output]!));
      }
      sums[row * outputs + output] = sum;
    }
  }
}
