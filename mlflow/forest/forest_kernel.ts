import {
  CATEGORICAL,
  DEFAULT_LEFT,
  type Forest,
  type ForestWalker,
  MISSING_NAN,
  MISSING_ZERO,
  type WalkedTable,
} from "./forest.ts";
import { kernelBytes } from "./kernel_bytes.ts";
import { NODE_LAYOUTS, type NodeLayout, WALKS_AT_ONCE } from "./kernel_text.ts";
import { leastRightFloat32, leastRightFloat64 } from "./least_right.ts";

/** The most rows that are walked together, so that the nodes of a tree are read once for many; a multiple of eight. */
const BLOCK_ROWS = 128;
/** Trees of more levels are seldom as deep everywhere: their walks end when all stay. */
const MAX_STEPS = 8;
const PAGE_BYTES = 65_536;
/** A forest whose nodes would take more is walked where it is: each worker would have a copy. */
const MAX_BYTES = 16 * 1024 * 1024;
/** What rows that are walked together may take, but for the fewest. */
const MAX_ROW_BYTES = 4 * 1024 * 1024;
/** Above them a node has no room for its column, or for its child, in half a word. */
const MAX_NARROW_FEATURES = 2 ** 14;
const MAX_NARROW_NODES = 2 ** 16;

type Walk = (
  root: number,
  row: number,
  stride: number,
  count: number,
  leaves: number,
  sides: number,
  steps: number,
) => void;

/** The functions for a layout. */
interface Walks {
  readonly rows: Walk;
  readonly steps: Walk;
  readonly trees: Walk;
}

/**
 * The nodes of a forest in the memory of a WebAssembly kernel, which walks eight
 * rows, or eight trees, at once. It reaches the same leaves as the walk over the
 * forest itself.
 */
export class ForestKernel implements ForestWalker {
  readonly #forest: Forest;
  readonly #layout: NodeLayout;
  /** The memory, as nodes are written. */
  readonly #written: DataView;
  readonly #present: Walks;
  readonly #missing: Walks;
  /** The most steps from each root to a leaf; one for a root that is one. */
  readonly #depths: Uint16Array;
  /** Where each tree begins, in bytes. */
  readonly #roots: Int32Array;
  readonly #leavesAt: number;
  readonly #rowsAt: number;
  /** The bytes that say where missing values go. */
  readonly #sides: Uint8Array;
  /** Whether a value of the rows that were taken may be missing. */
  #misses = false;
  #views: {
    readonly values: Float32Array | Float64Array;
    readonly leaves: Int32Array;
  };
  /** How many rows are walked together: a multiple of eight. */
  readonly blockRows: number;
  /** The node of the forest at each place. */
  readonly nodes: Int32Array;
  /** The value of the leaf at each place, where leaves have nothing else and trees have no weights. */
  readonly values: Float32Array | Float64Array | undefined;

  private constructor(
    forest: Forest,
    layout: NodeLayout,
    module: WebAssembly.Module,
  ) {
    this.#forest = forest;
    this.#layout = layout;
    const { roots, features } = forest;
    const instance = new WebAssembly.Instance(module);
    const { memory, ...functions } = instance.exports;
    const held = memory as WebAssembly.Memory;
    const { name } = layout;
    const walk = (kind: string) => functions[`${name}_${kind}`] as Walk;
    this.#present = {
      rows: walk("rows"),
      steps: walk("steps"),
      trees: walk("trees"),
    };
    this.#missing = {
      rows: walk("rows_missing"),
      steps: walk("steps_missing"),
      trees: walk("trees_missing"),
    };
    const trees = roots.length - 1;
    this.#depths = new Uint16Array(trees);
    const size = 1 << layout.shift;
    const nodeBytes = roots[trees]! * size;
    const padded = Math.ceil(trees / WALKS_AT_ONCE) * WALKS_AT_ONCE;
    const sidesAt = nodeBytes;
    const rootsAt = aligned(sidesAt + roots[trees]!);
    this.#leavesAt = aligned(rootsAt + padded * 4);
    const width = layout.type === "f32" ? 4 : 8;
    const fitting = Math.floor(MAX_ROW_BYTES / (features * width));
    this.blockRows = Math.max(
      WALKS_AT_ONCE,
      Math.min(BLOCK_ROWS, fitting - fitting % WALKS_AT_ONCE),
    );
    const leaves = Math.max(padded, this.blockRows);
    this.#rowsAt = aligned(this.#leavesAt + leaves * 4);
    const end = this.#rowsAt + this.blockRows * features * width;
    const pages = Math.ceil(end / PAGE_BYTES) -
      held.buffer.byteLength / PAGE_BYTES;
    if (pages > 0) held.grow(pages);
    const { buffer } = held;
    this.#written = new DataView(buffer);
    this.#sides = new Uint8Array(buffer, sidesAt, roots[trees]!);
    this.#roots = new Int32Array(buffer, rootsAt, padded);
    this.nodes = new Int32Array(roots[trees]!);
    this.#views = {
      values: layout.type === "f32"
        ? new Float32Array(buffer, this.#rowsAt, this.blockRows * features)
        : new Float64Array(buffer, this.#rowsAt, this.blockRows * features),
      leaves: new Int32Array(buffer, this.#leavesAt, leaves),
    };
    for (let tree = 0; tree < padded; tree++) {
      this.#roots[tree] = roots[Math.min(tree, trees - 1)]! * size;
    }
    for (let tree = 0; tree < trees; tree++) this.#write(tree);
    const { leafVectors, leafModels, treeWeights, threshold } = forest;
    const isPlain = (leafVectors ?? leafModels ?? treeWeights) === undefined;
    this.values = isPlain
      ? threshold.map((_, place) => threshold[this.nodes[place]!]!)
      : undefined;
  }

  /**
   * Puts a forest into a kernel.
   *
   * @param forest The forest.
   * @returns The kernel; `undefined` where its nodes ask for more than the kernel knows, or where the platform compiles nothing.
   */
  static of(forest: Forest): ForestKernel | undefined {
    const layout = layoutOf(forest);
    if (layout === undefined) return undefined;
    const module = kernelModule();
    return module && new ForestKernel(forest, layout, module);
  }

  /** Takes rows of a table. */
  take(table: WalkedTable, first: number, count: number): void {
    const { features } = this.#forest;
    const { values } = this.#views;
    const { data, columns } = table;
    if (columns === features) {
      values.set(data.subarray(first * columns, (first + count) * columns));
    } else {
      for (let row = 0; row < count; row++) {
        const from = (first + row) * columns;
        values.set(data.subarray(from, from + features), row * features);
      }
    }
    // Infinity looks like a missing value here: it is walked right all the same.
    let sum = 0;
    const taken = count * features;
    for (let at = 0; at < taken; at++) sum += values[at]! * 0;
    this.#misses = sum !== 0;
  }

  /** Walks rows down one tree. */
  walkRows(tree: number, count: number): Int32Array {
    const padded = Math.ceil(count / WALKS_AT_ONCE) * WALKS_AT_ONCE;
    const stride = this.#forest.features << this.#valueShift;
    const root = this.#roots[tree]!;
    const depth = this.#depths[tree]!;
    const { rows, steps } = this.#walks;
    (depth > MAX_STEPS ? rows : steps)(
      root,
      this.#rowsAt,
      stride,
      padded,
      this.#leavesAt,
      this.#sides.byteOffset,
      depth,
    );
    return this.#views.leaves;
  }

  /** Walks a row down all trees. */
  walkTrees(row: number): Int32Array {
    const stride = this.#forest.features << this.#valueShift;
    this.#walks.trees(
      this.#roots.byteOffset,
      this.#rowsAt + row * stride,
      stride,
      this.#roots.length,
      this.#leavesAt,
      this.#sides.byteOffset,
      0,
    );
    return this.#views.leaves;
  }

  get #walks(): Walks {
    return this.#misses ? this.#missing : this.#present;
  }

  get #valueShift(): number {
    return this.#layout.type === "f32" ? 2 : 3;
  }

  /** Writes a tree breadth first, the two children of a node side by side. */
  #write(tree: number): void {
    const { roots, left, right } = this.#forest;
    const { nodes } = this;
    const begin = roots[tree]!;
    nodes[begin] = begin;
    let last = begin;
    let depth = 0;
    let levelEnd = begin;
    for (let place = begin; place <= last; place++) {
      if (place > levelEnd) {
        depth++;
        levelEnd = last;
      }
      const node = nodes[place]!;
      if (left[node]! < 0) {
        this.#writeNode(place, begin, undefined);
        continue;
      }
      nodes[last + 1] = left[node]!;
      nodes[last + 2] = right[node]!;
      this.#writeNode(place, begin, last + 1 - begin);
      last += 2;
    }
    this.#depths[tree] = Math.min(Math.max(depth, 1), 0xffff);
  }

  #writeNode(place: number, begin: number, child: number | undefined): void {
    const { type, shift, isNarrow } = this.#layout;
    const forest = this.#forest;
    const node = this.nodes[place]!;
    const view = this.#written;
    const begins = place << shift;
    // Nothing is greater than no number, and no child of its own is a leaf's.
    const isLeaf = child === undefined;
    const at = isLeaf ? place - begin : child;
    const threshold = isLeaf ? NaN : thresholdOf(forest, node, type);
    const column = isLeaf ? 0 : forest.feature[node]! << this.#valueShift;
    if (!isLeaf && missingGoesRight(forest, node)) this.#sides[place] = 1;
    if (type === "f32") view.setFloat32(begins, threshold, LITTLE);
    else view.setFloat64(begins, threshold, LITTLE);
    const word = begins + (type === "f32" ? 4 : 8);
    if (isNarrow) {
      view.setUint32(word, (at << 16) | column, LITTLE);
    } else {
      view.setUint32(word, column, LITTLE);
      view.setUint32(word + 4, at, LITTLE);
    }
  }
}

const LITTLE = true;

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

/** The least value that goes right, in the type of the values; no number where none does. */
function thresholdOf(
  { threshold, comparison }: Forest,
  node: number,
  type: "f32" | "f64",
): number {
  const least = type === "f32" ? leastRightFloat32 : leastRightFloat64;
  return least(threshold[node]!, comparison);
}

function missingGoesRight(forest: Forest, node: number): boolean {
  const flags = forest.flags[node]!;
  if ((flags & MISSING_NAN) !== 0) return (flags & DEFAULT_LEFT) === 0;
  // What is no missing value there is a zero.
  const threshold = forest.threshold[node]!;
  return !(forest.comparison === "lt" ? 0 < threshold : 0 <= threshold);
}

/** The smallest layout that holds a forest; none if it asks for categories, for zeros as missing values, or for too much. */
function layoutOf(forest: Forest): NodeLayout | undefined {
  const { roots, left, flags, threshold, features } = forest;
  let largest = 0;
  for (let tree = 1; tree < roots.length; tree++) {
    largest = Math.max(largest, roots[tree]! - roots[tree - 1]!);
  }
  const count = left.length;
  if (count === 0 || features === 0) return undefined;
  for (let node = 0; node < count; node++) {
    if (left[node]! < 0) continue;
    const isRare = (flags[node]! & (CATEGORICAL | MISSING_ZERO)) !== 0;
    if (isRare || Number.isNaN(threshold[node]!)) return undefined;
  }
  const isSingle = forest.inputPrecision === "float32";
  const isNarrow = features <= MAX_NARROW_FEATURES &&
    largest <= MAX_NARROW_NODES;
  const layout = NODE_LAYOUTS.find((each) =>
    each.type === (isSingle ? "f32" : "f64") &&
    (isNarrow || !each.isNarrow)
  )!;
  return count * 2 ** layout.shift > MAX_BYTES ? undefined : layout;
}

let compiled: WebAssembly.Module | null | undefined;

/** The kernel, compiled once; nothing where the platform compiles none. */
function kernelModule(): WebAssembly.Module | undefined {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(kernelBytes());
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
      compiled = null;
    }
  }
  return compiled ?? undefined;
}
