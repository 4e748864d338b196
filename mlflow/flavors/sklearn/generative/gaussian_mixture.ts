import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { matrixTensor, readMatrix, readVector } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { logNormalizeRows } from "../math/softmax_rows.ts";
import { mapInPlace } from "../math/map_in_place.ts";

/** Mixtures of normal distributions. */
export const gaussianMixtures: EstimatorTable = { GaussianMixture: mixture };

/** One normal distribution. */
interface Component {
  readonly mean: Float64Array;
  /** The Cholesky factor of the precision, row-major; one number a column if it is diagonal. */
  readonly factor: Float64Array;
  readonly isDiagonal: boolean;
  /** What the logarithm of its density has beside the distance. */
  readonly offset: number;
}

function mixture(object: PythonObject): Estimator {
  const { className } = object;
  const means = readMatrix(object, "means_");
  const check = new FeatureCheck(object, means.columns);
  const components = readComponents(object, means);
  if (check.count !== means.columns) {
    throw new ModelError(
      `Cannot read ${className}: means_ has ${means.columns} columns, n_features_in_ is ${check.count}`,
    );
  }

  function scores(input: Table): DenseMatrix {
    const matrix = check.dense(input);
    const { rows, columns: width } = matrix;
    const columns = components.length;
    const data = new Float64Array(rows * columns);
    const centered = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns; k++) {
        const component = components[k]!;
        for (let i = 0; i < width; i++) {
          centered[i] = matrix.data[row * width + i]! - component.mean[i]!;
        }
        data[row * columns + k] = component.offset -
          0.5 * distance(centered, component);
      }
    }
    return { rows, columns, data };
  }

  return {
    className,
    structure: [className],
    predict(input) {
      const labels = argmaxRows(scores(input));
      return new Tensor(
        "int64",
        [labels.length],
        BigInt64Array.from(labels, BigInt),
      );
    },
    predictProba: (input) =>
      matrixTensor(mapInPlace(logNormalizeRows(scores(input)), Math.exp)),
  };
}

/** The squared distance from the mean, in units of the distribution. */
function distance(centered: Float64Array, component: Component): number {
  const { factor, isDiagonal } = component;
  const width = centered.length;
  let total = 0;
  for (let i = 0; i < width; i++) {
    let sum = 0;
    if (isDiagonal) sum = centered[i]! * factor[i]!;
    else {
      // The factor is upper triangular.
      for (let j = 0; j <= i; j++) sum += centered[j]! * factor[j * width + i]!;
    }
    total += sum * sum;
  }
  return total;
}

function readComponents(
  object: PythonObject,
  means: DenseMatrix,
): readonly Component[] {
  const { rows: count, columns: width } = means;
  const weights = readVector(object, "weights_", count);
  const kind = object.string("covariance_type", "full");
  const sizes: Readonly<Record<string, number>> = {
    full: count * width * width,
    tied: width * width,
    diag: count * width,
    spherical: count,
  };
  const size = Object.hasOwn(sizes, kind) ? sizes[kind] : undefined;
  if (size === undefined) {
    throw new ModelError(
      `Cannot serve ${object.className}: covariance_type "${kind}" is not known`,
    );
  }
  const factors = readVector(object, "precisions_cholesky_", size);
  const isDiagonal = kind === "diag" || kind === "spherical";
  return Array.from({ length: count }, (_, k) => {
    const factor = factorOf(factors, { kind, k, width });
    let logarithms = 0;
    for (let i = 0; i < width; i++) {
      logarithms += Math.log(factor[isDiagonal ? i : i * width + i]!);
    }
    return {
      mean: means.data.subarray(k * width, (k + 1) * width),
      factor,
      isDiagonal,
      offset: Math.log(weights[k]!) + logarithms -
        0.5 * width * Math.log(2 * Math.PI),
    };
  });
}

function factorOf(
  factors: Float64Array,
  at: { readonly kind: string; readonly k: number; readonly width: number },
): Float64Array {
  const { kind, k, width } = at;
  if (kind === "tied") return factors;
  if (kind === "spherical") return new Float64Array(width).fill(factors[k]!);
  const size = kind === "full" ? width * width : width;
  return factors.subarray(k * size, (k + 1) * size);
}
