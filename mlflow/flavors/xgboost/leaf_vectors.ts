import { ModelError } from "../../errors.ts";
import type { Section } from "./section.ts";

/** The nodes of a tree whose leaves are vectors. */
interface VectorTree {
  readonly left: Int32Array;
  /** The right children; at a leaf, the number of the leaf's vector in files since 3.1. */
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** The length of a leaf's vector. */
  readonly size: number;
}

/** Gathers the leaf vectors of multi-output trees. */
export class LeafVectors {
  #outputs: number;
  #rows = 0;
  #trees = 0;
  #parts: Float32Array[] = [];

  /** Begins without vectors; each will have as many numbers as the model has outputs. */
  constructor(outputs: number) {
    this.#outputs = outputs;
  }

  /**
   * Adds the vectors of one tree.
   *
   * @returns The tree's `feature` list, where a leaf's entry is the row of its vector.
   * @throws {ModelError} If a leaf has no vector, or the lengths do not fit.
   */
  add(tree: Section, nodes: VectorTree): Int32Array {
    const { left, right, size } = nodes;
    const isByLeaf = tree.has("leaf_weights");
    const weights = tree.float32s(isByLeaf ? "leaf_weights" : "base_weights");
    const rows = weights.length / size;
    if (size !== this.#outputs || !Number.isInteger(rows)) {
      throw new ModelError(
        `Cannot read the model: "${tree.path}" has ${weights.length} weights in vectors of ${size}, for ${this.#outputs} outputs`,
      );
    }
    const feature = nodes.feature.slice();
    for (let node = 0; node < feature.length; node++) {
      if (left[node]! >= 0) continue;
      const row = isByLeaf ? right[node]! : node;
      if (!(row >= 0 && row < rows)) {
        throw new ModelError(
          `Cannot read the model: leaf ${node} of "${tree.path}" has vector ${row} of ${rows}`,
        );
      }
      feature[node] = this.#rows + row;
    }
    this.#parts.push(weights);
    this.#rows += rows;
    this.#trees++;
    return feature;
  }

  /**
   * The vectors of all trees, row by row.
   *
   * @param trees The number of trees of the model.
   * @returns `undefined` if no tree has vectors.
   * @throws {ModelError} If only some trees have vectors.
   */
  build(trees: number): Float32Array | undefined {
    if (this.#trees === 0) return undefined;
    if (this.#trees !== trees) {
      throw new ModelError(
        `Cannot serve the model: ${this.#trees} of ${trees} trees have leaf vectors, expected all or none`,
      );
    }
    const vectors = new Float32Array(this.#rows * this.#outputs);
    let at = 0;
    for (const part of this.#parts) {
      vectors.set(part, at);
      at += part.length;
    }
    return vectors;
  }
}
