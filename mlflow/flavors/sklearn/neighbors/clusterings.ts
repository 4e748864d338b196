import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { readMatrix } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { sparseToDense } from "../table/sparse.ts";

/** Clusterings around centers. */
export const clusterings: EstimatorTable = {
  BisectingKMeans: bisecting,
  KMeans: kMeans,
  MiniBatchKMeans: kMeans,
};

function kMeans(object: PythonObject): Estimator {
  const centers = readMatrix(object, "cluster_centers_");
  const check = new FeatureCheck(object, centers.columns);
  const nearest = nearestCenter(centers);
  return clustering(object, {
    centers,
    check,
    label: (input) => nearest(check.denseOrSparse(input)),
  });
}

/** The position of the nearest center of each row, the first of equally near ones. */
function nearestCenter(
  centers: DenseMatrix,
): (input: DenseMatrix | SparseMatrix) => Int32Array {
  const { rows: count, columns } = centers;
  const squares = new Float64Array(count);
  for (let i = 0; i < centers.data.length; i++) {
    squares[Math.floor(i / columns)]! += centers.data[i]! * centers.data[i]!;
  }
  return (input) => {
    const { data } = affine(input, centers);
    const labels = new Int32Array(input.rows);
    for (let row = 0; row < labels.length; row++) {
      let least = Infinity;
      for (let k = 0; k < count; k++) {
        const distance = squares[k]! - 2 * data[row * count + k]!;
        if (distance >= least) continue;
        least = distance;
        labels[row] = k;
      }
    }
    return labels;
  };
}

function clustering(
  object: PythonObject,
  parts: {
    readonly centers: DenseMatrix;
    readonly check: FeatureCheck;
    readonly label: (input: Table) => Int32Array;
  },
): Estimator {
  const { className } = object;
  const { centers, check, label } = parts;
  if (check.count !== centers.columns) {
    throw new ModelError(
      `Cannot read ${className}: cluster_centers_ has ${centers.columns} columns, n_features_in_ is ${check.count}`,
    );
  }
  return {
    className,
    structure: [className],
    predict(input) {
      const labels = label(input);
      return new Tensor("int32", [labels.length], labels);
    },
    transform(input) {
      const matrix = check.denseOrSparse(input);
      return distances(
        "kind" in matrix ? sparseToDense(matrix) : matrix,
        centers,
      );
    },
  };
}

function distances(matrix: DenseMatrix, centers: DenseMatrix): DenseMatrix {
  const { rows, columns: width } = matrix;
  const columns = centers.rows;
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const difference = matrix.data[row * width + i]! -
          centers.data[k * width + i]!;
        sum += difference * difference;
      }
      data[row * columns + k] = Math.sqrt(sum);
    }
  }
  return { rows, columns, data };
}

/** A node of the tree of bisections: a cluster, or a choice between two halves. */
type Bisection = number | {
  readonly nearest: (input: DenseMatrix) => Int32Array;
  readonly halves: readonly [Bisection, Bisection];
};

/** The most bisections one inside the other. */
const MAX_DEPTH = 1000;

function bisecting(object: PythonObject): Estimator {
  const centers = readMatrix(object, "cluster_centers_");
  const check = new FeatureCheck(object, centers.columns);
  const mean = object.has("_X_mean")
    ? object.numbers("_X_mean")
    : new Float64Array(centers.columns);
  const tree = readBisection(object.object("_bisecting_tree"), mean);

  function label(input: Table): Int32Array {
    const matrix = check.denseOrSparse(input);
    const dense = "kind" in matrix ? sparseToDense(matrix) : matrix;
    const { rows, columns, data } = dense;
    const labels = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const values = data.subarray(row * columns, (row + 1) * columns);
      let node = tree;
      while (typeof node !== "number") {
        const [half] = node.nearest({ rows: 1, columns, data: values });
        node = node.halves[half === 1 ? 1 : 0];
      }
      labels[row] = node;
    }
    return labels;
  }

  return clustering(object, { centers, check, label });
}

function readBisection(
  node: PythonObject,
  mean: Float64Array,
  depth = 0,
): Bisection {
  if (depth > MAX_DEPTH) {
    throw new ModelError(
      `Cannot read ${node.className}: more than ${MAX_DEPTH} bisections one inside the other`,
    );
  }
  if (!node.has("left")) return node.number("label");
  const left = node.object("left");
  const right = node.object("right");
  const first = left.numbers("center");
  const second = right.numbers("center");
  const data = new Float64Array(first.length + second.length);
  data.set(first);
  data.set(second, first.length);
  for (let i = 0; i < data.length; i++) data[i]! += mean[i % mean.length]!;
  return {
    nearest: nearestCenter({ rows: 2, columns: first.length, data }),
    halves: [
      readBisection(left, mean, depth + 1),
      readBisection(right, mean, depth + 1),
    ],
  };
}
