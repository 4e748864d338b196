import { ModelError } from "../../errors.ts";
import { expFloat64 } from "../../forest/exp_float64.ts";

/** Turns sums to predictions, in place; `width` of them belong to a row. */
export type Transform = (sums: Float64Array, width: number) => void;

/** The objectives whose sums are the predictions, unless they say `sqrt`. */
const PLAIN: ReadonlySet<string> = new Set([
  "",
  "none",
  "null",
  "custom",
  "na",
  "regression",
  "regression_l2",
  "l2",
  "mean_squared_error",
  "mse",
  "l2_root",
  "root_mean_squared_error",
  "rmse",
  "regression_l1",
  "l1",
  "mean_absolute_error",
  "mae",
  "huber",
  "fair",
  "quantile",
  "mape",
  "mean_absolute_percentage_error",
]);

const RANKING: ReadonlySet<string> = new Set(["lambdarank", "rank_xendcg"]);
const EXPONENTIAL: ReadonlySet<string> = new Set([
  "poisson",
  "gamma",
  "tweedie",
]);

/**
 * Finds what an objective makes of the sums.
 *
 * @param text The objective line of the file: a name and settings, as `binary sigmoid:1`.
 * @throws {ModelError} If it is not one of LightGBM's.
 */
export function transformOf(text: string): Transform {
  const [name = "", ...settings] = text.trim().split(" ");
  if (PLAIN.has(name)) {
    return settings.includes("sqrt") ? square : () => {};
  }
  if (RANKING.has(name)) return () => {};
  if (EXPONENTIAL.has(name)) return exponentiate;
  switch (name) {
    case "binary":
    case "multiclassova":
      return sigmoidOf(numberOf(settings, "sigmoid"));
    case "cross_entropy":
      return sigmoidOf(1);
    case "cross_entropy_lambda":
      return softplus;
    case "multiclass":
      return softmax;
    default:
      throw new ModelError(
        `Cannot serve a LightGBM model of objective "${name}": it is not one of LightGBM's own`,
      );
  }
}

function numberOf(settings: readonly string[], key: string): number {
  const setting = settings.find((setting) => setting.startsWith(`${key}:`));
  const number = Number(setting?.slice(key.length + 1) ?? 1);
  if (Number.isFinite(number) && number > 0) return number;
  throw new ModelError(
    `Cannot read the LightGBM model: "${key}" of its objective is not a number above 0`,
  );
}

function square(sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i]!;
    const sign = (sum > 0 ? 1 : 0) - (sum < 0 ? 1 : 0);
    sums[i] = sign * sum * sum;
  }
}

function exponentiate(sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = expFloat64(sums[i]!);
}

function softplus(sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = Math.log1p(expFloat64(sums[i]!));
  }
}

function sigmoidOf(steepness: number): Transform {
  return (sums) => {
    for (let i = 0; i < sums.length; i++) {
      sums[i] = 1 / (1 + expFloat64(-steepness * sums[i]!));
    }
  };
}

function softmax(sums: Float64Array, width: number): void {
  for (let begin = 0; begin < sums.length; begin += width) {
    let greatest = sums[begin]!;
    for (let i = begin + 1; i < begin + width; i++) {
      if (sums[i]! > greatest) greatest = sums[i]!;
    }
    let total = 0;
    for (let i = begin; i < begin + width; i++) {
      sums[i] = expFloat64(sums[i]! - greatest);
      total += sums[i]!;
    }
    for (let i = begin; i < begin + width; i++) sums[i]! /= total;
  }
}
