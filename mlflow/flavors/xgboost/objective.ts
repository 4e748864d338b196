import { ModelError } from "../../errors.ts";
import { expectileMargins, risingExpectiles } from "./expectile.ts";
import { expFloat32, logFloat32 } from "../../forest/exp_float32.ts";

/** What an objective does to the sums of a row, in single precision and in place. */
type Transform = (sums: Float32Array, width: number) => void;

/** How XGBoost turns the base score to a margin, and margins to predictions. */
export interface Objective {
  /** The margin of a base score. */
  readonly margin: (score: number) => number;
  /** What the margins of a row's base scores become together, in place. */
  readonly adjustMargins?: (margins: Float32Array) => void;
  /** Turns margins to predictions in place, or gives the new, narrower list. */
  readonly transform: Transform;
  /** Whether the prediction is the number of the greatest output. */
  readonly isArgmax?: true;
}

const identity: Objective = { margin: (score) => score, transform: () => {} };
const logistic: Objective = {
  margin: logit,
  transform: sigmoid,
};
const exponential: Objective = { margin: logFloat32, transform: exponentiate };

const OBJECTIVES: ReadonlyMap<string, Objective> = new Map([
  ["reg:squarederror", identity],
  ["reg:linear", identity],
  ["reg:squaredlogerror", identity],
  ["reg:pseudohubererror", identity],
  ["reg:absoluteerror", identity],
  ["reg:quantileerror", identity],
  ["reg:expectileerror", {
    ...identity,
    adjustMargins: expectileMargins,
    transform: risingExpectiles,
  }],
  ["rank:pairwise", identity],
  ["rank:ndcg", identity],
  ["rank:map", identity],
  ["binary:logitraw", identity],
  ["binary:logistic", logistic],
  ["reg:logistic", logistic],
  ["binary:hinge", { margin: (score: number) => score, transform: hinge }],
  ["multi:softprob", { margin: (score: number) => score, transform: softmax }],
  ["multi:softmax", {
    margin: (score: number) => score,
    transform: () => {},
    isArgmax: true,
  }],
  ["count:poisson", exponential],
  ["reg:gamma", exponential],
  ["reg:tweedie", exponential],
  ["survival:cox", exponential],
  ["survival:aft", {
    margin: logFloat32,
    transform: exponentiate,
  }],
]);

/**
 * Finds an objective by its name in XGBoost.
 *
 * @throws {ModelError} If it is not one of XGBoost's own.
 */
export function objectiveOf(name: string): Objective {
  const objective = OBJECTIVES.get(name);
  if (objective !== undefined) return objective;
  throw new ModelError(
    `Cannot serve an XGBoost model of objective "${name}": the objectives are ${
      [...OBJECTIVES.keys()].join(", ")
    }`,
  );
}

/** The library keeps base scores this far from 0 and 1, since 3.1. */
const SCORE_EPSILON = Math.fround(1e-6);

function logit(score: number): number {
  const { fround } = Math;
  const kept = Math.min(
    Math.max(score, SCORE_EPSILON),
    fround(1 - SCORE_EPSILON),
  );
  return -logFloat32(fround(fround(1 / kept) - 1));
}

/** The float32 that XGBoost keeps a sigmoid's exponent below. */
const SIGMOID_LIMIT = Math.fround(88.7);
const SIGMOID_EPSILON = Math.fround(1e-16);

function sigmoid(sums: Float32Array): void {
  const { fround } = Math;
  for (let i = 0; i < sums.length; i++) {
    const exponent = -sums[i]!;
    const power = expFloat32(
      exponent > SIGMOID_LIMIT ? SIGMOID_LIMIT : exponent,
    );
    sums[i] = 1 / fround(fround(power + 1) + SIGMOID_EPSILON);
  }
}

function exponentiate(sums: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = expFloat32(sums[i]!);
}

function hinge(sums: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! > 0 ? 1 : 0;
}

/** Powers in single precision, their sum in double, as the library does. */
function softmax(sums: Float32Array, width: number): void {
  for (let begin = 0; begin < sums.length; begin += width) {
    let greatest = sums[begin]!;
    for (let i = begin + 1; i < begin + width; i++) {
      greatest = Math.max(sums[i]!, greatest);
    }
    let total = 0;
    for (let i = begin; i < begin + width; i++) {
      sums[i] = expFloat32(Math.fround(sums[i]! - greatest));
      total += sums[i]!;
    }
    const divisor = Math.fround(total);
    for (let i = begin; i < begin + width; i++) sums[i]! /= divisor;
  }
}
