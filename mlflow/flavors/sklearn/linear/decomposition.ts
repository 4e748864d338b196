import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { readMatrix, readVector } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { sparseToDense } from "../table/sparse.ts";

/** Projections on components. */
export const decompositions: EstimatorTable = {
  FastICA: independent,
  GaussianRandomProjection: singular,
  IncrementalPCA: principal,
  PCA: principal,
  SparseRandomProjection: singular,
  TruncatedSVD: singular,
};

function principal(object: PythonObject): Estimator {
  const scale = isOn(object, "whiten")
    ? readVector(
      object,
      "explained_variance_",
      readMatrix(object, "components_").rows,
    ).map((variance) => Math.max(Math.sqrt(variance), Number.EPSILON))
    : undefined;
  return projection(object, {
    mean: object.has("mean_") ? object.numbers("mean_") : undefined,
    scale,
  });
}

function independent(object: PythonObject): Estimator {
  const mean = object.has("mean_") ? object.numbers("mean_") : undefined;
  return projection(object, { mean });
}

function singular(object: PythonObject): Estimator {
  return projection(object, {});
}

function projection(
  object: PythonObject,
  options: {
    readonly mean?: Float64Array | undefined;
    readonly scale?: Float64Array | undefined;
  },
): Estimator {
  const { className } = object;
  const { mean, scale } = options;
  const components = readComponents(object);
  const check = new FeatureCheck(object, components.columns);
  if (mean !== undefined && mean.length !== components.columns) {
    throw new ModelError(
      `Cannot read ${className}: components_ has ${components.columns} columns, mean_ ${mean.length} numbers`,
    );
  }

  function transform(input: Table): DenseMatrix {
    const matrix = check.denseOrSparse(input);
    const centered = mean === undefined ? matrix : center(
      "kind" in matrix ? sparseToDense(matrix) : matrix,
      mean,
    );
    const result = affine(centered, components);
    if (scale === undefined) return result;
    const { data, columns } = result;
    for (let i = 0; i < data.length; i++) data[i]! /= scale[i % columns]!;
    return result;
  }

  return { className, structure: [className], transform };
}

/** The components, which a sparse random projection keeps as a sparse matrix. */
function readComponents(object: PythonObject): DenseMatrix {
  const value = object.get("components_");
  const isSparse = typeof value === "object" && value !== null &&
    "kind" in value;
  return isSparse ? sparseToDense(value) : readMatrix(object, "components_");
}

function center(matrix: DenseMatrix, mean: Float64Array): DenseMatrix {
  const data = new Float64Array(matrix.data);
  for (let i = 0; i < data.length; i++) data[i]! -= mean[i % mean.length]!;
  return { ...matrix, data };
}
