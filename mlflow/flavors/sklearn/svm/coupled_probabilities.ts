import type { DenseMatrix } from "../estimator.ts";
import { zeros } from "../table/slice_columns.ts";

/** A pair's probability is at least this. */
const LEAST_PROBABILITY = 1e-7;

/** The sigmoids of the pairs of classes. */
export interface PairSigmoids {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The number of classes. */
  readonly count: number;
}

/**
 * The probabilities of classes of the decisions of their pairs: a sigmoid a
 * pair, coupled by the method of Wu, Lin and Weng (2004) with libsvm's limits on
 * the error and the number of rounds, which are wide enough to be seen.
 *
 * @param pairs One decision a row and pair.
 * @param sigmoids The slopes and offsets of the pairs.
 */
export function coupledProbabilities(
  pairs: DenseMatrix,
  { a, b, count }: PairSigmoids,
): DenseMatrix {
  const result = zeros(pairs.rows, count);
  const workspace: Workspace = {
    count,
    pairwise: new Float64Array(count * count),
    quadratic: new Float64Array(count * count),
    product: new Float64Array(count),
  };
  const { pairwise } = workspace;
  let from = 0;
  for (let row = 0; row < pairs.rows; row++) {
    let pair = 0;
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++, pair++) {
        const p = clip(sigmoid(a[pair]! * pairs.data[from++]! + b[pair]!));
        pairwise[i * count + j] = p;
        pairwise[j * count + i] = 1 - p;
      }
    }
    const at = row * count;
    couple(workspace, result.data.subarray(at, at + count));
  }
  return result;
}

interface Workspace {
  readonly count: number;
  readonly pairwise: Float64Array;
  readonly quadratic: Float64Array;
  readonly product: Float64Array;
}

/** 1 / (1 + exp(x)), without overflow. */
function sigmoid(x: number): number {
  return x >= 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
}

function clip(p: number): number {
  return Math.min(Math.max(p, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
}

/** Minimises the quadratic form of the pairs' disagreement, coordinate by coordinate. */
function couple(workspace: Workspace, p: Float64Array): void {
  const { count, quadratic, product } = workspace;
  fillQuadratic(workspace);
  p.fill(1 / count);
  const limit = 0.005 / count;
  const rounds = Math.max(100, count);
  for (let round = 0; round < rounds; round++) {
    let form = 0;
    for (let t = 0; t < count; t++) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += quadratic[t * count + j]! * p[j]!;
      product[t] = sum;
      form += p[t]! * sum;
    }
    let error = 0;
    for (let t = 0; t < count; t++) {
      error = Math.max(error, Math.abs(product[t]! - form));
    }
    if (error < limit) return;
    for (let t = 0; t < count; t++) {
      const own = quadratic[t * count + t]!;
      const step = (form - product[t]!) / own;
      p[t]! += step;
      form = (form + step * (step * own + 2 * product[t]!)) /
        (1 + step) / (1 + step);
      for (let j = 0; j < count; j++) {
        product[j] = (product[j]! + step * quadratic[t * count + j]!) /
          (1 + step);
        p[j]! /= 1 + step;
      }
    }
  }
}

function fillQuadratic({ count, pairwise, quadratic }: Workspace): void {
  for (let t = 0; t < count; t++) {
    let own = 0;
    for (let j = 0; j < count; j++) {
      if (j === t) continue;
      const against = pairwise[j * count + t]!;
      own += against * against;
      quadratic[t * count + j] = -against * pairwise[t * count + j]!;
    }
    quadratic[t * count + t] = own;
  }
}
