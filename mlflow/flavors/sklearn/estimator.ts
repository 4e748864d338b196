import type { DataFrame, Matrix, Tensor } from "../../../frame/mod.ts";
import type { PythonObject, SparseMatrix } from "../../python/python_object.ts";

/** Numbers, dense: what most estimators work on. */
export interface DenseMatrix extends Matrix<Float64Array> {
  /** Whether numpy would hold them in single precision, so that results are rounded to it. */
  readonly isSingle?: boolean;
}

/**
 * What goes into and comes out of a step of a pipeline: the client's frame, a
 * dense matrix of numbers, a sparse one, or an array of other things (text).
 * A matrix has no `kind`; a sparse matrix says `"sparse"`.
 */
export type Table = DataFrame | DenseMatrix | SparseMatrix | Tensor;

/**
 * A fitted estimator, ready to answer. It has the methods that its class has:
 * a transformer `transform`, a classifier `predict` and mostly `predictProba`.
 */
export interface Estimator {
  /** The name of its class, as `RandomForestClassifier`. */
  readonly className: string;
  /** What is inside it, for `inspect`; outermost first, two spaces a level. */
  readonly structure: readonly string[];
  /** The labels of a classifier, in the order of the columns of `predictProba`; a list of them for several outputs. */
  readonly classes?: Tensor | readonly Tensor[];
  transform?(input: Table): Table;
  /** One value a row (`[rows]`), or one a row and output (`[rows, outputs]`). */
  predict?(input: Table): Tensor;
  /** `[rows, classes]`; one of them an output where there are several. */
  predictProba?(input: Table): Tensor | readonly Tensor[];
  /** Natural logarithms of `predictProba`, where they hold more than its logarithm would; else absent. */
  predictLogProba?(input: Table): Tensor;
  /** Joint log-likelihoods, `[rows, classes]` (naive Bayes). */
  predictJointLogProba?(input: Table): Tensor;
  /** `[rows]` where there are two classes or none, else `[rows, classes]`. */
  decisionFunction?(input: Table): Tensor;
}

/** Builds a nested estimator; the composite ones are given it. */
export type BuildEstimator = (object: PythonObject) => Estimator;

/**
 * Makes an estimator of a fitted object of one class.
 *
 * @throws {ModelError} If its state says something that cannot be done here.
 */
export type EstimatorBuilder = (
  object: PythonObject,
  build: BuildEstimator,
) => Estimator;

/** The builders by class name, old and new spellings; one such table a family file. */
export type EstimatorTable = Readonly<Record<string, EstimatorBuilder>>;
