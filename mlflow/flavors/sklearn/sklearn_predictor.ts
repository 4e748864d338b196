import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type {
  ModelInput,
  ModelSummary,
  Prediction,
  Predictor,
} from "../../flavor.ts";
import type { Estimator } from "./estimator.ts";
import { type PredictFunction, predictFunction } from "./predict_function.ts";

/** A loaded model of scikit-learn's. */
export class SklearnPredictor implements Predictor {
  readonly summary: ModelSummary;
  readonly #predict: PredictFunction;

  /**
   * Makes the predictor of an estimator.
   *
   * @param estimator The estimator.
   * @param options The method that answers, as `predict_proba`, and the version of scikit-learn that `MLmodel` names.
   * @throws {ModelError} If the estimator has no such method.
   */
  constructor(
    estimator: Estimator,
    options: { readonly method: string; readonly version?: string },
  ) {
    const { method, version } = options;
    this.#predict = predictFunction(estimator, method);
    this.summary = {
      library: version === undefined
        ? "scikit-learn"
        : `scikit-learn ${version}`,
      structure: estimator.structure,
    };
  }

  /**
   * Predicts. Parameters are ignored, as MLflow ignores them here.
   *
   * @param input A table, or an array of one row an entry.
   * @returns What the estimator's method answers.
   * @throws {InputError} If the estimator cannot take the input.
   */
  predict(input: ModelInput): Prediction {
    if (input instanceof DataFrame || input instanceof Tensor) {
      return this.#predict(input);
    }
    throw new InputError(
      "Cannot predict on named arrays: scikit-learn's estimators take one table or one array",
    );
  }

  /** Nothing is held beside memory. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
