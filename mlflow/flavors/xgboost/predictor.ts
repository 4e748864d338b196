import {
  DataFrame,
  type Matrix,
  Tensor,
  tensorMatrix32,
  toMatrix32,
} from "../../../frame/mod.ts";
import { InputError, ModelError } from "../../errors.ts";
import type {
  ModelInput,
  ModelSummary,
  Params,
  Predictor,
} from "../../flavor.ts";
import { addLeaves } from "../../forest/evaluate.ts";
import type { XgboostModel } from "./model.ts";

/** What a class of XGBoost's makes of the booster's predictions. */
type ModelKind = "booster" | "regressor" | "classifier";

const KINDS: ReadonlyMap<string, ModelKind> = new Map([
  ["xgboost.core.Booster", "booster"],
  ["xgboost.sklearn.XGBModel", "regressor"],
  ["xgboost.sklearn.XGBRegressor", "regressor"],
  ["xgboost.sklearn.XGBRanker", "regressor"],
  ["xgboost.sklearn.XGBRFRegressor", "regressor"],
  ["xgboost.sklearn.XGBClassifier", "classifier"],
  ["xgboost.sklearn.XGBRFClassifier", "classifier"],
]);

/** A loaded XGBoost model. */
export class XgboostPredictor implements Predictor {
  readonly summary: ModelSummary;
  #model: XgboostModel;
  #kind: ModelKind;

  /**
   * Makes the predictor of a model.
   *
   * @param model The model.
   * @param options The Python class that was logged, and the XGBoost that `MLmodel` names.
   * @throws {ModelError} If the class is none of XGBoost's.
   */
  constructor(
    model: XgboostModel,
    options: { readonly modelClass: string; readonly version?: string },
  ) {
    const kind = KINDS.get(options.modelClass);
    if (kind === undefined) {
      throw new ModelError(
        `Cannot serve the XGBoost class "${options.modelClass}": the classes are ${
          [...KINDS.keys()].join(", ")
        }`,
      );
    }
    this.#model = model;
    this.#kind = kind;
    const version = options.version ?? model.version;
    const name = options.modelClass.split(".").at(-1)!;
    const trees = model.forest.roots.length - 1;
    this.summary = {
      library: version === undefined ? "xgboost" : `xgboost ${version}`,
      structure: [
        name,
        `  ${model.booster}, ${model.objectiveName}, ${trees} trees, ${model.forest.left.length} nodes`,
      ],
    };
  }

  /** Predicts; see {@linkcode Predictor}. */
  predict(input: ModelInput, _params?: Params): Tensor {
    const rows = this.#rows(input);
    const model = this.#model;
    const outputs = model.forest.outputs;
    const sums = new Float32Array(rows.rows * outputs);
    for (let at = 0; at < sums.length; at += outputs) {
      sums.set(model.baseMargins, at);
    }
    const best = this.#kind === "booster" ? undefined : model.bestIteration;
    const range = best === undefined ? {} : {
      range: {
        begin: 0,
        end: model.rounds[Math.min(best + 1, model.rounds.length - 1)]!,
      },
    };
    addLeaves(model.forest, rows, { sums, ...range });
    model.objective.transform(sums, outputs);
    return this.#answer(sums, rows.rows);
  }

  /** Holds nothing to free. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #answer(values: Float32Array, rows: number): Tensor {
    const width = this.#model.forest.outputs;
    if (this.#model.objective.isArgmax === true) {
      const classes = Float32Array.from(argmax(values, width));
      return this.#kind === "classifier"
        ? new Tensor("int32", [rows], Int32Array.from(classes))
        : new Tensor("float32", [rows], classes);
    }
    const shape = width === 1 ? [rows] : [rows, width];
    if (this.#kind !== "classifier") {
      return new Tensor("float32", shape, values);
    }
    if (width === 1) {
      return new Tensor(
        "int64",
        [rows],
        BigInt64Array.from(values, (value) => value > 0.5 ? 1n : 0n),
      );
    }
    return new Tensor(
      "int64",
      [rows],
      BigInt64Array.from(argmax(values, width), BigInt),
    );
  }

  #rows(input: ModelInput): Matrix<Float32Array> {
    if (input instanceof DataFrame) {
      this.#checkNames(input);
      return asInput(() => toMatrix32(input));
    }
    if (input instanceof Tensor) {
      const matrix = asInput(() => tensorMatrix32(input));
      this.#checkWidth(matrix.columns);
      return matrix;
    }
    throw new InputError(
      "Cannot predict on named arrays: an XGBoost model takes a table",
    );
  }

  #checkNames(frame: DataFrame): void {
    const { featureNames } = this.#model;
    if (featureNames.length === 0) return this.#checkWidth(frame.names.length);
    const isSame = featureNames.length === frame.names.length &&
      featureNames.every((name, i) => name === frame.names[i]);
    if (isSame) return;
    const missing = featureNames.filter((name) => !frame.names.includes(name));
    const extra = frame.names.filter((name) => !featureNames.includes(name));
    throw new InputError(
      `Cannot predict: feature_names mismatch, the model expects ${
        JSON.stringify(featureNames)
      } in this order` +
        (missing.length === 0 ? "" : `; missing ${JSON.stringify(missing)}`) +
        (extra.length === 0 ? "" : `; unknown ${JSON.stringify(extra)}`),
    );
  }

  #checkWidth(columns: number): void {
    const { featureNames, features } = this.#model;
    if (this.#kind === "booster" && featureNames.length > 0) {
      throw new InputError(
        `Cannot predict on an array: the model expects columns with the feature names ${
          JSON.stringify(featureNames)
        }`,
      );
    }
    if (columns === features) return;
    throw new InputError(
      `Cannot predict: feature shape mismatch, the model expects ${features} columns, got ${columns}`,
    );
  }
}

function asInput<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new InputError(cause.message, { cause });
    }
    throw cause;
  }
}

function argmax(values: Float32Array, width: number): Int32Array {
  const result = new Int32Array(values.length / width);
  for (let row = 0; row < result.length; row++) {
    const at = row * width;
    let best = 0;
    for (let i = 1; i < width; i++) {
      if (values[at + i]! > values[at + best]!) best = i;
    }
    result[row] = best;
  }
  return result;
}
