import { ForestKernel } from "./forest_kernel.ts";
import { weightPlace } from "../shared_weights.ts";
import { ModelError } from "../errors.ts";
import {
  CATEGORICAL,
  type CategorySets,
  type Comparison,
  type Forest,
  type LeafModels,
  type Precision,
} from "./forest.ts";

/** The most words that the category sets of one forest may have: 64 MB. */
const MAX_CATEGORY_WORDS = 1 << 24;

/** The most sums of a row that need no tree each: a small file must not make large answers. */
const MAX_FREE_OUTPUTS = 1024;

/** What all trees of a forest have in common. */
export interface ForestShape {
  /** {@linkcode Forest.comparison}. */
  readonly comparison: Comparison;
  /** {@linkcode Forest.inputPrecision}. */
  readonly inputPrecision: Precision;
  /** {@linkcode Forest.sumPrecision}. */
  readonly sumPrecision: Precision;
  /** The number of columns of a row. */
  readonly features: number;
  /** The number of sums of a row. */
  readonly outputs: number;
  /** Whether thresholds and leaf values are single precision. */
  readonly thresholds: Precision;
  /** {@linkcode CategorySets.truncatesNegative}; absent for false. */
  readonly truncatesNegative?: boolean;
}

/** One tree: its nodes as lists of one length, children as positions in them, the root first. */
export interface TreeNodes {
  /** The left child; negative at a leaf. */
  readonly left: Int32Array;
  /** The right child; not looked at in a leaf. */
  readonly right: Int32Array;
  /** {@linkcode Forest.feature}. */
  readonly feature: Int32Array;
  /** {@linkcode Forest.threshold}. */
  readonly threshold: Float32Array | Float64Array;
  /** {@linkcode Forest.flags}. */
  readonly flags: Uint8Array;
}

/** Makes a {@linkcode Forest} tree by tree, and checks each. */
export class ForestBuilder {
  #shape: ForestShape;
  #roots: number[] = [0];
  #treeOutputs: number[] = [];
  #size = 0;
  #left: Int32Array = new Int32Array(1024);
  #right: Int32Array = new Int32Array(1024);
  #feature: Int32Array = new Int32Array(1024);
  #threshold: Float32Array | Float64Array;
  #flags: Uint8Array = new Uint8Array(1024);
  #setBegins: number[] = [0];
  #words: Uint32Array = new Uint32Array(64);
  #stack: Int32Array = new Int32Array(1024);
  #seen: Uint8Array = new Uint8Array(1024);

  /** Begins a forest without trees. */
  constructor(shape: ForestShape) {
    this.#shape = shape;
    this.#threshold = shape.thresholds === "float32"
      ? new Float32Array(1024)
      : new Float64Array(1024);
  }

  /** The number of trees so far. */
  get trees(): number {
    return this.#treeOutputs.length;
  }

  /** The number of category sets so far: the number of the next one. */
  get sets(): number {
    return this.#setBegins.length - 1;
  }

  /**
   * Adds a tree.
   *
   * @param nodes The nodes; they are copied.
   * @param output To which output the leaves add.
   * @throws {ModelError} If a child, column or set does not exist, or a node is reached twice.
   */
  addTree(nodes: TreeNodes, output: number): void {
    const count = nodes.left.length;
    this.#check(nodes, output);
    const begin = this.#size;
    this.#reserve(begin + count);
    for (let node = 0; node < count; node++) {
      const isLeaf = nodes.left[node]! < 0;
      this.#left[begin + node] = isLeaf ? -1 : nodes.left[node]! + begin;
      this.#right[begin + node] = isLeaf ? -1 : nodes.right[node]! + begin;
    }
    this.#feature.set(nodes.feature, begin);
    this.#threshold.set(nodes.threshold, begin);
    this.#flags.set(nodes.flags, begin);
    this.#size += count;
    this.#roots.push(this.#size);
    this.#treeOutputs.push(output);
  }

  /**
   * Adds the set of a categorical node.
   *
   * @param words Its bits: category c is bit `c % 32` of word `c / 32`.
   * @returns The number of the set: the threshold of its node.
   * @throws {ModelError} If there are too many.
   */
  addSet(words: Uint32Array): number {
    const begin = this.#setBegins[this.sets]!;
    const end = begin + words.length;
    if (end > MAX_CATEGORY_WORDS || this.sets >= MAX_CATEGORY_WORDS) {
      throw new ModelError(
        `Cannot hold the category sets: they need more than ${MAX_CATEGORY_WORDS} words of 32 categories`,
      );
    }
    if (end > this.#words.length) {
      const grown = new Uint32Array(Math.max(end, this.#words.length * 2));
      grown.set(this.#words.subarray(0, begin));
      this.#words = grown;
    }
    this.#words.set(words, begin);
    this.#setBegins.push(end);
    return this.sets - 1;
  }

  /**
   * The forest of the trees added.
   *
   * @param more Weights of the trees, vectors or models of the leaves.
   * @throws {ModelError} If there are thousands of outputs, but fewer trees.
   */
  build(
    more: {
      readonly treeWeights?: Float64Array;
      readonly leafVectors?: Float32Array | Float64Array;
      readonly leafModels?: LeafModels;
    } = {},
  ): Forest {
    const { comparison, inputPrecision, sumPrecision, features, outputs } =
      this.#shape;
    const size = this.#size;
    if (
      more.leafVectors === undefined &&
      outputs > Math.max(MAX_FREE_OUTPUTS, this.trees)
    ) {
      throw new ModelError(
        `Cannot use ${this.trees} trees: they are said to add to ${outputs} outputs`,
      );
    }
    const place = weightPlace();
    const { leafVectors } = more;
    const forest: Forest = {
      comparison,
      inputPrecision,
      sumPrecision,
      features,
      outputs,
      roots: Int32Array.from(this.#roots),
      treeOutputs: Int32Array.from(this.#treeOutputs),
      left: place.keep(this.#left.slice(0, size)),
      right: place.keep(this.#right.slice(0, size)),
      feature: place.keep(this.#feature.slice(0, size)),
      threshold: place.keep(this.#threshold.slice(0, size)),
      flags: place.keep(this.#flags.slice(0, size)),
      ...(this.sets === 0 ? {} : { categories: this.#sets() }),
      ...more,
      ...(leafVectors === undefined
        ? {}
        : { leafVectors: place.keep(leafVectors) }),
    };
    return { ...forest, kernel: ForestKernel.of(forest) };
  }

  #sets(): CategorySets {
    const begins = Int32Array.from(this.#setBegins);
    return {
      begins,
      words: this.#words.slice(0, begins[this.sets]!),
      truncatesNegative: this.#shape.truncatesNegative ?? false,
    };
  }

  #check(nodes: TreeNodes, output: number): void {
    const tree = this.trees;
    const count = nodes.left.length;
    if (count === 0) throw broken(tree, "it has no node");
    for (
      const list of [nodes.right, nodes.feature, nodes.threshold, nodes.flags]
    ) {
      if (list.length !== count) {
        throw broken(
          tree,
          `its lists have ${count} and ${list.length} entries`,
        );
      }
    }
    if (!(output >= 0 && output < this.#shape.outputs)) {
      throw broken(
        tree,
        `it adds to output ${output} of ${this.#shape.outputs}`,
      );
    }
    if (this.#seen.length < count) {
      this.#seen = new Uint8Array(count * 2);
      this.#stack = new Int32Array(count * 2);
    } else this.#seen.fill(0, 0, count);
    const stack = this.#stack;
    const seen = this.#seen;
    stack[0] = 0;
    seen[0] = 1;
    for (let depth = 1; depth > 0;) {
      const node = stack[--depth]!;
      const left = nodes.left[node]!;
      if (left < 0) continue;
      const right = nodes.right[node]!;
      if (left >= count || right >= count || right < 0) {
        throw broken(
          tree,
          `node ${node} has the children ${left} and ${right}, there are ${count} nodes`,
        );
      }
      if (seen[left] === 1 || seen[right] === 1 || left === right) {
        throw broken(tree, `a child of node ${node} is reached twice`);
      }
      seen[left] = 1;
      seen[right] = 1;
      stack[depth++] = right;
      stack[depth++] = left;
      this.#checkSplit(nodes, node);
    }
  }

  #checkSplit(nodes: TreeNodes, node: number): void {
    const feature = nodes.feature[node]!;
    if (!(feature >= 0 && feature < this.#shape.features)) {
      throw broken(
        this.trees,
        `node ${node} asks for column ${feature}, there are ${this.#shape.features}`,
      );
    }
    if ((nodes.flags[node]! & CATEGORICAL) === 0) return;
    const set = nodes.threshold[node]!;
    if (!(Number.isInteger(set) && set >= 0 && set < this.sets)) {
      throw broken(
        this.trees,
        `node ${node} asks for category set ${set}, there are ${this.sets}`,
      );
    }
  }

  #reserve(size: number): void {
    const capacity = this.#left.length;
    if (size <= capacity) return;
    const grown = Math.max(size, capacity * 2);
    this.#left = grow(this.#left, new Int32Array(grown));
    this.#right = grow(this.#right, new Int32Array(grown));
    this.#feature = grow(this.#feature, new Int32Array(grown));
    this.#flags = grow(this.#flags, new Uint8Array(grown));
    this.#threshold = this.#threshold instanceof Float32Array
      ? grow(this.#threshold, new Float32Array(grown))
      : grow(this.#threshold, new Float64Array(grown));
  }
}

function grow<T extends { set(source: T): void }>(old: T, grown: T): T {
  grown.set(old);
  return grown;
}

function broken(tree: number, why: string): ModelError {
  return new ModelError(`Cannot use tree ${tree}: ${why}`);
}
