import { ModelError } from "../../errors.ts";
import type { LeafModels } from "../../forest/forest.ts";
import type { TextBlock } from "./text_block.ts";

/** Gathers the linear models in the leaves of `linear_tree` models. */
export class LeafModelsBuilder {
  #width: number;
  #isLinear = false;
  #leaves = 0;
  #constants: Float64Array[] = [];
  #counts: Int32Array[] = [];
  #features: Int32Array[] = [];
  #coefficients: Float64Array[] = [];

  /** Begins without leaves; terms may ask for columns below `width`. */
  constructor(width: number) {
    this.#width = width;
  }

  /** The number of leaves so far. */
  get leaves(): number {
    return this.#leaves;
  }

  /**
   * Adds the leaves of a tree.
   *
   * @param tree The tree; one without `is_linear=1` has constants only.
   * @param values The plain values of its leaves.
   * @throws {ModelError} If its lists do not fit together.
   */
  add(tree: TextBlock, values: Float64Array): void {
    const leaves = values.length;
    this.#leaves += leaves;
    if (tree.string("is_linear", "0") !== "1") {
      this.#constants.push(values);
      this.#counts.push(new Int32Array(leaves));
      return;
    }
    this.#isLinear = true;
    this.#constants.push(
      tree.has("leaf_const")
        ? tree.doubles("leaf_const", leaves)
        : new Float64Array(leaves),
    );
    const counts = tree.has("num_features")
      ? tree.integers("num_features", leaves)
      : new Int32Array(leaves);
    let terms = 0;
    for (const count of counts) terms += count < 0 ? NaN : count;
    if (Number.isNaN(terms)) throw this.#broken(tree);
    const features = tree.integers("leaf_features", terms);
    const isKnown = features.every((i) => i >= 0 && i < this.#width);
    if (!isKnown) throw this.#broken(tree);
    this.#counts.push(counts);
    this.#features.push(features);
    this.#coefficients.push(tree.doubles("leaf_coeff", terms));
  }

  /** The models of all leaves, `undefined` if no tree is linear. */
  build(): LeafModels | undefined {
    if (!this.#isLinear) return undefined;
    const begins = new Int32Array(this.#leaves + 1);
    let leaf = 0;
    for (const counts of this.#counts) {
      for (const count of counts) begins[leaf + 1] = begins[leaf++]! + count;
    }
    return {
      constants: joined(this.#constants, new Float64Array(this.#leaves)),
      begins,
      features: joined(this.#features, new Int32Array(begins[leaf]!)),
      coefficients: joined(this.#coefficients, new Float64Array(begins[leaf]!)),
    };
  }

  #broken(tree: TextBlock): ModelError {
    return new ModelError(
      `Cannot read the LightGBM model: the linear models of ${tree.name} have negative counts or columns that the model has not`,
    );
  }
}

function joined<T extends Int32Array | Float64Array>(
  parts: readonly T[],
  result: T,
): T {
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
