import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { readMatrix } from "../table/dense.ts";
import type { DenseMatrix, Estimator, EstimatorTable } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { type Metric, readMetric } from "./metric.ts";
import { zeros } from "../table/slice_columns.ts";

/** The class whose centre is nearest. */
export const nearestCentroidEstimators: EstimatorTable = {
  NearestCentroid: nearestCentroid,
};

function nearestCentroid(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const classes = readClasses(object);
  const centroids = readMatrix(object, "centroids_");
  const metric = readMetric(object, centroids.columns);
  const priors = readPriors(object, classes.data.length);
  const deviations = priors === undefined
    ? undefined
    : object.numbers("within_class_std_dev_");
  if (centroids.rows !== classes.data.length) {
    throw new ModelError(
      `Cannot read ${object.className}: ${centroids.rows} centroids for ${classes.data.length} classes`,
    );
  }
  const centers = scale(centroids, deviations);
  return {
    className: object.className,
    structure: [`${object.className} (${centroids.rows} centroids)`],
    classes,
    predict: (input) => {
      const rows = scale(check.dense(input), deviations);
      const scores = closeness(rows, centers, { metric, priors });
      return takeLabels(classes, argmaxRows(scores));
    },
  };
}

/** The priors of the classes, since scikit-learn 1.6 and where they are not all equal. */
function readPriors(
  object: PythonObject,
  count: number,
): Float64Array | undefined {
  if (!object.has("class_prior_")) return undefined;
  const priors = object.numbers("class_prior_");
  const even = 1 / count;
  const limit = 1e-8 + 1e-5 * even;
  return priors.every((prior) => Math.abs(prior - even) <= limit)
    ? undefined
    : priors;
}

function scale(
  matrix: DenseMatrix,
  deviations: Float64Array | undefined,
): DenseMatrix {
  if (deviations === undefined) return matrix;
  const data = matrix.data.map((value, i) => {
    const deviation = deviations[i % matrix.columns]!;
    return deviation === 0 ? value : value / deviation;
  });
  return { ...matrix, data };
}

/** The greater the nearer: the distance, or its square less the prior, with its sign turned. */
function closeness(
  rows: DenseMatrix,
  centers: DenseMatrix,
  { metric, priors }: {
    readonly metric: Metric;
    readonly priors: Float64Array | undefined;
  },
): DenseMatrix {
  const { columns } = rows;
  const scores = zeros(rows.rows, centers.rows);
  let to = 0;
  for (let row = 0; row < rows.rows; row++) {
    for (let k = 0; k < centers.rows; k++) {
      const reduced = metric.reduced(
        rows.data,
        row * columns,
        centers.data,
        k * columns,
      );
      if (priors === undefined) scores.data[to++] = -reduced;
      else {
        const distance = metric.distance(reduced);
        scores.data[to++] = -distance * distance + 2 * Math.log(priors[k]!);
      }
    }
  }
  return scores;
}
