import { InputError } from "../../errors.ts";
import type { Params } from "../../flavor.ts";

/** What a caller asks of a model beside the rows. */
export interface PredictOptions {
  /** The sums before the objective's transform. */
  readonly isMargin: boolean;
  /** The leaf of each tree instead of a prediction. */
  readonly isLeaf: boolean;
  /** The output always has a dimension for the outputs. */
  readonly isStrictShape: boolean;
  /** The boosting rounds to use, `[begin, end)`; end 0 is all. */
  readonly rounds: readonly [number, number];
}

/** Parameters of `Booster.predict` that cannot be answered here. */
const REFUSED = [
  "pred_contribs",
  "approx_contribs",
  "pred_interactions",
] as const;

/**
 * Reads the parameters that XGBoost's `predict` takes; others are ignored, as
 * MLflow does.
 *
 * @param params The parameters of the request.
 * @param options Whether the model is a plain booster, which takes more than the scikit-learn classes.
 * @throws {InputError} If one has an impossible value, or asks for contributions.
 */
export function readPredictOptions(
  params: Params,
  options: { readonly isBooster: boolean },
): PredictOptions {
  if (!options.isBooster) {
    if ((params["base_margin"] ?? null) !== null) throw refused("base_margin");
    return {
      isMargin: truth(params, "output_margin"),
      isLeaf: false,
      isStrictShape: false,
      rounds: range(params),
    };
  }
  for (const name of REFUSED) if (truth(params, name)) throw refused(name);
  const isMargin = truth(params, "output_margin");
  const isLeaf = truth(params, "pred_leaf");
  if (isMargin && isLeaf) {
    throw new InputError(
      'Cannot predict with both "output_margin" and "pred_leaf": one type of prediction at a time',
    );
  }
  return {
    isMargin,
    isLeaf,
    isStrictShape: truth(params, "strict_shape"),
    rounds: range(params),
  };
}

function truth(params: Params, name: string): boolean {
  const value = params[name] ?? false;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  throw new InputError(
    `Cannot predict: parameter "${name}" must be true or false`,
  );
}

function range(params: Params): readonly [number, number] {
  const value = params["iteration_range"] ?? null;
  if (value === null) return [0, 0];
  const numbers = Array.isArray(value) || ArrayBuffer.isView(value)
    ? Array.from(value as ArrayLike<unknown>, Number)
    : [];
  const [begin, end] = numbers;
  if (
    numbers.length === 2 && isCount(begin) && isCount(end) &&
    (end === 0 || begin <= end)
  ) return [begin, end];
  throw new InputError(
    'Cannot predict: parameter "iteration_range" must be two whole numbers, the first round and the one after the last',
  );
}

function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && value! >= 0;
}

function refused(name: string): InputError {
  return new InputError(
    `Cannot predict with parameter "${name}": it is not supported for XGBoost models`,
    { code: "NOT_IMPLEMENTED" },
  );
}
