/** How a numeric node compares: left if the value is less than (or equal to) the threshold. */
export type Comparison = "lt" | "le";

/** The floating point type that values are held and added in. */
export type Precision = "float32" | "float64";

/** Flag of a node: a missing value goes left (else right). */
export const DEFAULT_LEFT = 1;

/** Flag of a node: zeros (up to 1e-35) and NaN are missing values. */
export const MISSING_ZERO = 2;

/** Flag of a node: NaN is a missing value. Without this flag and without {@linkcode MISSING_ZERO}, NaN is read as 0. */
export const MISSING_NAN = 4;

/** Flag of a node: it asks whether the value is in a set of categories; its threshold is the number of the set. */
export const CATEGORICAL = 8;

/** Flag of a categorical node: values in the set go left (else right); all other values go the other way. */
export const SET_LEFT = 16;

/**
 * Many decision trees whose leaves are added up: what scikit-learn, XGBoost and
 * LightGBM models become. It says what each library means and approximates
 * nothing; a model that it cannot say is refused by its reader.
 *
 * The nodes of all trees stand in one list; children are positions in it. No
 * node is reached twice, so a walk from a root ends. A node whose `left` is
 * negative is a leaf: its `threshold` is the leaf's value, and where leaves are
 * vectors, its `feature` is the row of `leafVectors`.
 */
export interface Forest {
  /** The comparison of every numeric node. */
  readonly comparison: Comparison;
  /** What inputs are rounded to before they are compared. */
  readonly inputPrecision: Precision;
  /** What leaves are added in. */
  readonly sumPrecision: Precision;
  /** The number of columns of a row; every `feature` of an inner node is below it. */
  readonly features: number;
  /** The number of sums of a row. */
  readonly outputs: number;
  /** Where each tree's nodes begin; one more than there are trees. The first node of a tree is its root. */
  readonly roots: Int32Array;
  /** To which output each tree adds, 0 where leaves are vectors. */
  readonly treeOutputs: Int32Array;
  /** What each tree's leaves are multiplied with, rounded to `sumPrecision`; absent for 1. */
  readonly treeWeights?: Float64Array;
  /** The left child; negative at a leaf. */
  readonly left: Int32Array;
  /** The right child; negative at a leaf. */
  readonly right: Int32Array;
  /** The column an inner node asks for; the row of `leafVectors` at a leaf. */
  readonly feature: Int32Array;
  /** The threshold of a numeric node, the number of a categorical node's set, or the value of a leaf. */
  readonly threshold: Float32Array | Float64Array;
  /** {@linkcode DEFAULT_LEFT} and the other flags. */
  readonly flags: Uint8Array;
  /** The sets of the categorical nodes. */
  readonly categories?: CategorySets;
  /** The leaves' values, `outputs` of them a row, where a leaf adds to every output. */
  readonly leafVectors?: Float32Array | Float64Array;
  /** The linear models in the leaves, where leaves have them. */
  readonly leafModels?: LeafModels;
  /** The same trees in a kernel, where that knows all that they ask for. */
  readonly kernel?: ForestWalker | undefined;
}

/** Sets of categories as bits: category c of a set is bit `c % 32` of its word `c / 32`. */
export interface CategorySets {
  /** Where each set's words begin; one more than there are sets. */
  readonly begins: Int32Array;
  /** The words of all sets. */
  readonly words: Uint32Array;
  /** Whether a value between -1 and 0 is truncated to category 0; else it is in no set. */
  readonly truncatesNegative: boolean;
}

/**
 * A linear model a leaf: `constant + Σ coefficient × value` in doubles, or the
 * leaf's plain value where one of its columns is NaN. Leaves are numbered by
 * their `feature`.
 */
export interface LeafModels {
  /** The constant of each leaf. */
  readonly constants: Float64Array;
  /** Where each leaf's terms begin; one more than there are leaves. */
  readonly begins: Int32Array;
  /** The column of each term. */
  readonly features: Int32Array;
  /** The coefficient of each term. */
  readonly coefficients: Float64Array;
}

/** Rows of a table, row-major, rounded to the forest's `inputPrecision`. */
export interface WalkedTable {
  /** The values. */
  readonly data: Float32Array | Float64Array;
  /** The number of columns. */
  readonly columns: number;
}

/** What walks rows down the trees of a forest faster than the lists of its nodes allow. */
export interface ForestWalker {
  /** How many rows are walked together. */
  readonly blockRows: number;
  /** The node of the forest at each place. */
  readonly nodes: Int32Array;
  /** The value of the leaf at each place, where leaves have nothing else and trees have no weights. */
  readonly values: Float32Array | Float64Array | undefined;
  /**
   * Takes rows of a table, at most `blockRows`.
   *
   * @param table The table.
   * @param first The first row.
   * @param count How many.
   */
  take(table: WalkedTable, first: number, count: number): void;
  /**
   * Walks the rows that were taken down one tree.
   *
   * @param tree The tree.
   * @param count How many rows.
   * @returns The place that each row reached, within the tree; valid until the next walk.
   */
  walkRows(tree: number, count: number): Int32Array;
  /**
   * Walks one of the rows that were taken down all trees.
   *
   * @param row Its number among them.
   * @returns The place that it reached in each tree, within the tree; valid until the next walk.
   */
  walkTrees(row: number): Int32Array;
}
