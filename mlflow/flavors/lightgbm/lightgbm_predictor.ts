import { Tensor } from "../../../frame/mod.ts";
import type { ModelInput, ModelSummary, Predictor } from "../../flavor.ts";
import { addLeaves } from "../../forest/add_leaves.ts";
import { takeLabels } from "../../python/read_classes.ts";
import { inputRows } from "./input_rows.ts";
import type { LightgbmModel } from "./lightgbm_model.ts";

/** What the Python class adds to a model. */
export interface LightgbmOptions {
  /** The number of rounds to predict with, all if absent or 0. */
  readonly bestIteration?: number;
  /** The classes of a classifier, in the order of their numbers. */
  readonly classes?: Tensor;
  readonly summary: ModelSummary;
}

/** A loaded LightGBM model. */
export class LightgbmPredictor implements Predictor {
  readonly summary: ModelSummary;
  #model: LightgbmModel;
  #trees: number;
  #classes: Tensor | undefined;

  /**
   * Makes the predictor of a model.
   *
   * @param model The model.
   * @param options What its Python class adds.
   */
  constructor(model: LightgbmModel, options: LightgbmOptions) {
    this.#model = model;
    this.#classes = options.classes;
    this.summary = options.summary;
    const trees = model.forest.roots.length - 1;
    const best = options.bestIteration ?? 0;
    this.#trees = best > 0
      ? Math.min(trees, best * model.forest.outputs)
      : trees;
  }

  /** Predicts; see {@linkcode Predictor}. Parameters are ignored, as MLflow does. */
  predict(input: ModelInput): Tensor {
    const { forest, isAverage, transform } = this.#model;
    const rows = inputRows(this.#model, input);
    const width = forest.outputs;
    const sums = new Float64Array(rows.rows * width);
    addLeaves(forest, rows, { sums, range: { begin: 0, end: this.#trees } });
    if (isAverage) {
      const rounds = Math.floor(this.#trees / width);
      for (let i = 0; i < sums.length; i++) sums[i]! /= rounds;
    }
    transform(sums, width);
    if (this.#classes !== undefined) return labels(sums, width, this.#classes);
    const shape = width === 1 ? [rows.rows] : [rows.rows, width];
    return new Tensor("float64", shape, sums);
  }

  /** Holds nothing to free. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** The class of each row's greatest probability; of a single one, what is above its complement. */
function labels(values: Float64Array, width: number, classes: Tensor): Tensor {
  const rows = values.length / width;
  const chosen = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    if (width === 1) {
      chosen[row] = values[at]! > 1 - values[at]! ? 1 : 0;
      continue;
    }
    for (let i = 1; i < width; i++) {
      if (values[at + i]! > values[at + chosen[row]!]!) chosen[row] = i;
    }
  }
  return takeLabels(classes, chosen);
}
