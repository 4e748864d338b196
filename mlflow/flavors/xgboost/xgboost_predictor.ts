import { type Matrix, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type {
  ModelInput,
  ModelSummary,
  Params,
  Predictor,
} from "../../flavor.ts";
import {
  addLeaves,
  findLeaves,
  type TreeRange,
} from "../../forest/add_leaves.ts";
import { classLabels, greatest } from "./class_labels.ts";
import { inputRows, withMissing } from "./input_rows.ts";
import { isSince } from "./is_since.ts";
import { addLinear } from "./linear.ts";
import type { TreeBooster, XgboostModel } from "./xgboost_model.ts";
import type { ModelClass } from "./model_class.ts";
import { type PredictOptions, readPredictOptions } from "./predict_options.ts";

/** A loaded XGBoost model. */
export class XgboostPredictor implements Predictor {
  readonly summary: ModelSummary;
  #model: XgboostModel;
  #class: ModelClass;

  /**
   * Makes the predictor of a model.
   *
   * @param model The model.
   * @param options The Python class that was logged, and what to show of the model.
   */
  constructor(
    model: XgboostModel,
    options: {
      readonly modelClass: ModelClass;
      readonly summary: ModelSummary;
    },
  ) {
    this.#model = model;
    this.#class = options.modelClass;
    this.summary = options.summary;
  }

  /** Predicts; see {@linkcode Predictor}. */
  predict(input: ModelInput, params: Params = {}): Tensor {
    const model = this.#model;
    const isBooster = this.#class.kind === "booster";
    const options = readPredictOptions(params, { isBooster });
    const given = inputRows(model, input, {
      isMatrix: isBooster || model.booster.kind === "gblinear",
    });
    const rows = isBooster
      ? given
      : withMissing(given, model.classAttributes.missing);
    if (options.isLeaf) return leavesOf(model, rows, options);
    const sums = this.#margins(rows, options);
    if (options.isMargin) return tensorOf(sums, rows.rows, options);
    model.objective.transform(sums, model.outputs);
    const values = model.objective.isArgmax === true
      ? Float32Array.from(greatest(sums, model.outputs))
      : sums;
    return this.#class.kind === "classifier"
      ? classLabels(values, { rows: rows.rows, model })
      : tensorOf(values, rows.rows, options);
  }

  /** Holds nothing to free. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #margins(rows: Matrix<Float32Array>, options: PredictOptions): Float32Array {
    const { booster, baseMargins, outputs, bestIteration, version } =
      this.#model;
    const sums = new Float32Array(rows.rows * outputs);
    if (booster.kind === "gblinear") {
      addLinear(booster, rows, { baseMargins, sums });
      return sums;
    }
    // Before 1.3 the library added the trees to each other first.
    const isBaseFirst = isSince(version, [1, 3]);
    if (isBaseFirst) addToRows(sums, baseMargins);
    const isAll = options.rounds[1] === 0;
    const rounds = isAll && this.#class.kind !== "booster" &&
        bestIteration !== undefined
      ? [0, bestIteration + 1] as const
      : options.rounds;
    addLeaves(booster.forest, rows, { sums, range: rangeOf(booster, rounds) });
    if (!isBaseFirst) addToRows(sums, baseMargins);
    return sums;
  }
}

function addToRows(sums: Float32Array, margins: Float32Array): void {
  const { length } = margins;
  for (let i = 0; i < sums.length; i++) sums[i]! += margins[i % length]!;
}

function rangeOf(
  booster: TreeBooster,
  [begin, end]: readonly [number, number],
): TreeRange {
  const { rounds } = booster;
  const last = rounds.length - 1;
  if (begin > last || end > last) {
    throw new InputError(
      `Cannot predict with rounds ${begin} to ${end}: the model has ${last} boosting rounds`,
    );
  }
  return { begin: rounds[begin]!, end: rounds[end === 0 ? last : end]! };
}

function leavesOf(
  model: XgboostModel,
  rows: Matrix<Float32Array>,
  options: PredictOptions,
): Tensor {
  const { booster } = model;
  if (booster.kind === "gblinear") {
    throw new InputError(
      'Cannot predict with "pred_leaf": a gblinear model has no trees',
    );
  }
  const range = rangeOf(booster, options.rounds);
  if (range.begin !== 0) {
    throw new InputError(
      'Cannot predict with "pred_leaf" from a later round: "iteration_range" must begin at 0',
    );
  }
  const leaves = Float32Array.from(findLeaves(booster.forest, rows, range));
  if (options.isStrictShape) {
    const rounds = options.rounds[1] || booster.rounds.length - 1;
    const groups = booster.forest.leafVectors === undefined ? model.outputs : 1;
    const parallel = Math.max(1, Math.trunc(range.end / (rounds * groups)));
    const shape = [rows.rows, rounds, groups, parallel];
    return new Tensor("float32", shape, leaves);
  }
  return range.end === 1
    ? new Tensor("float32", [rows.rows], leaves)
    : new Tensor("float32", [rows.rows, range.end], leaves);
}

function tensorOf(
  values: Float32Array,
  rows: number,
  options: PredictOptions,
): Tensor {
  const width = rows === 0 ? 1 : values.length / rows;
  const isFlat = width === 1 && !options.isStrictShape;
  return new Tensor("float32", isFlat ? [rows] : [rows, width], values);
}
