import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { readMatrix } from "../table/dense.ts";
import type { DenseMatrix, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { sparseToDense } from "../table/sparse.ts";

/** The coefficients and the intercept of a linear model. */
export class LinearWeights {
  /** The number of outputs, or of classes. */
  readonly outputs: number;
  /** Whether the coefficients are a vector, so that there is one value a row. */
  readonly isVector: boolean;
  readonly #weights: DenseMatrix;
  readonly #offsets: Float64Array;
  readonly #check: FeatureCheck;

  /**
   * Reads `coef_` and `intercept_`.
   *
   * @throws {ModelError} If they do not fit each other.
   */
  constructor(object: PythonObject) {
    const [weights, isVector] = readCoefficients(object);
    this.#weights = weights;
    this.isVector = isVector;
    this.outputs = weights.rows;
    this.#offsets = readIntercept(object);
    this.#check = new FeatureCheck(object, weights.columns);
    const { length } = this.#offsets;
    if (length > 1 && length !== this.outputs) {
      throw new ModelError(
        `Cannot read ${object.className}: coef_ has ${this.outputs} rows, intercept_ ${length} numbers`,
      );
    }
    if (this.#check.count !== weights.columns) {
      throw new ModelError(
        `Cannot read ${object.className}: coef_ has ${weights.columns} columns, n_features_in_ is ${this.#check.count}`,
      );
    }
  }

  /**
   * The linear function of each row, one number an output.
   *
   * @throws {InputError} If the input has other columns, or a value that is not finite.
   */
  scores(input: Table): DenseMatrix {
    return affine(
      this.#check.denseOrSparse(input),
      this.#weights,
      this.#offsets,
    );
  }
}

function readCoefficients(
  object: PythonObject,
): readonly [DenseMatrix, boolean] {
  const value = object.get("coef_");
  if (value instanceof Tensor) {
    return [readMatrix(object, "coef_"), value.shape.length === 1];
  }
  if (isSparseValue(value)) return [sparseToDense(value), false];
  throw new ModelError(
    `Cannot read ${object.className}.coef_: expected an array or a sparse matrix`,
  );
}

function isSparseValue(
  value: unknown,
): value is Parameters<typeof sparseToDense>[0] {
  return typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "sparse";
}

function readIntercept(object: PythonObject): Float64Array {
  const value = object.get("intercept_");
  if (value instanceof Tensor || Array.isArray(value)) {
    return object.numbers("intercept_");
  }
  return Float64Array.of(object.number("intercept_", 0));
}
