import { Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { matrixTensor, readMatrix, readVector } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { logNormalizeRows } from "../math/softmax_rows.ts";
import { mapInPlace } from "../math/map_in_place.ts";
import { mapSparse } from "../table/sparse.ts";

/** The naive Bayes classifiers. */
export const naiveBayes: EstimatorTable = {
  BernoulliNB: bernoulli,
  CategoricalNB: categorical,
  ComplementNB: complement,
  GaussianNB: gaussian,
  MultinomialNB: multinomial,
};

/** Joint log-likelihoods, one a row and class. */
type Likelihood = (input: Table) => DenseMatrix;

function classifier(
  object: PythonObject,
  classes: Tensor,
  likelihood: Likelihood,
): Estimator {
  const { className } = object;
  return {
    className,
    structure: [className],
    classes,
    predict: (input) => takeLabels(classes, argmaxRows(likelihood(input))),
    predictProba: (input) =>
      matrixTensor(
        mapInPlace(logNormalizeRows(likelihood(input)), Math.exp),
      ),
    predictLogProba: (input) =>
      matrixTensor(logNormalizeRows(likelihood(input))),
    predictJointLogProba: (input) => matrixTensor(likelihood(input)),
  };
}

function gaussian(object: PythonObject): Estimator {
  const classes = readClasses(object);
  const means = readMatrix(object, "theta_");
  // Named sigma_ before scikit-learn 1.0.
  const variances = readMatrix(object, object.has("var_") ? "var_" : "sigma_");
  const constants = gaussianConstants(object, variances);
  const check = new FeatureCheck(object, means.columns);
  requireShape(object, means, [classes.data.length, check.count]);
  requireShape(object, variances, [means.rows, means.columns]);
  return classifier(object, classes, (input) => {
    const { rows, columns: width, data } = check.dense(input);
    const scores = new Float64Array(rows * constants.length);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < constants.length; k++) {
        let sum = 0;
        for (let i = 0; i < width; i++) {
          const at = k * width + i;
          const difference = data[row * width + i]! - means.data[at]!;
          sum += difference * difference / variances.data[at]!;
        }
        scores[row * constants.length + k] = constants[k]! - 0.5 * sum;
      }
    }
    return { rows, columns: constants.length, data: scores };
  });
}

function gaussianConstants(
  object: PythonObject,
  variances: DenseMatrix,
): Float64Array {
  const { rows } = variances;
  return readVector(object, "class_prior_", rows).map((prior, k) => {
    let sum = 0;
    for (let i = 0; i < variances.columns; i++) {
      sum += Math.log(2 * Math.PI * variances.data[k * variances.columns + i]!);
    }
    return Math.log(prior) - 0.5 * sum;
  });
}

function multinomial(object: PythonObject): Estimator {
  const count = readClasses(object).data.length;
  return discrete(object, readVector(object, "class_log_prior_", count));
}

function complement(object: PythonObject): Estimator {
  const isSingle = readClasses(object).data.length === 1;
  return discrete(object, isSingle ? object.numbers("class_log_prior_") : []);
}

function discrete(
  object: PythonObject,
  offsets: ArrayLike<number>,
): Estimator {
  const weights = readMatrix(object, "feature_log_prob_");
  const check = new FeatureCheck(object, weights.columns);
  const classes = readClasses(object);
  requireShape(object, weights, [classes.data.length, check.count]);
  return classifier(
    object,
    classes,
    (input) => affine(check.denseOrSparse(input), weights, offsets),
  );
}

function bernoulli(object: PythonObject): Estimator {
  const logs = readMatrix(object, "feature_log_prob_");
  const check = new FeatureCheck(object, logs.columns);
  const classes = readClasses(object);
  requireShape(object, logs, [classes.data.length, check.count]);
  const absent = logs.data.map((log) => Math.log(1 - Math.exp(log)));
  const data = logs.data.map((log, i) => log - absent[i]!);
  const priors = readVector(object, "class_log_prior_", logs.rows);
  const offsets = priors.map((prior, k) => {
    const { columns } = logs;
    return absent.subarray(k * columns, (k + 1) * columns)
      .reduce((sum, log) => sum + log, prior);
  });
  const threshold = object.get("binarize") === null
    ? undefined
    : object.number("binarize");
  return classifier(object, classes, (input) => {
    const numbers = check.denseOrSparse(input);
    return affine(binarize(numbers, threshold), { ...logs, data }, offsets);
  });
}

function binarize(
  input: DenseMatrix | SparseMatrix,
  threshold: number | undefined,
): DenseMatrix | SparseMatrix {
  if (threshold === undefined) return input;
  if ("kind" in input) {
    if (threshold < 0) {
      throw new InputError(
        "Cannot binarize a sparse matrix with a threshold below zero",
      );
    }
    return mapSparse(input, (value) => value > threshold ? 1 : 0);
  }
  const data = input.data.map((value) => value > threshold ? 1 : 0);
  return { ...input, data };
}

function categorical(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const classes = readClasses(object);
  const count = classes.data.length;
  const priors = readVector(object, "class_log_prior_", count);
  const logs = object.list("feature_log_prob_").map((value, i) => {
    if (value instanceof Tensor && value.shape[0] === count) {
      return Float64Array.from(value.data as ArrayLike<number>, Number);
    }
    throw new ModelError(
      `Cannot read ${object.className}.feature_log_prob_: feature ${i} has not one row a class`,
    );
  });
  if (check.count !== logs.length) {
    throw new ModelError(
      `Cannot read ${object.className}.feature_log_prob_: expected ${check.count} arrays, found ${logs.length}`,
    );
  }
  return classifier(object, classes, (input) => {
    const { rows, columns, data } = check.dense(input);
    const scores = new Float64Array(rows * count);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < count; k++) scores[row * count + k] = priors[k]!;
      for (let i = 0; i < columns; i++) {
        const table = logs[i]!;
        const categories = table.length / count;
        const category = Math.trunc(data[row * columns + i]!);
        if (category < 0 || category >= categories) {
          throw new InputError(
            `Cannot score with ${object.className}: feature ${i} has a category in row ${row} that is not from 0 to ${
              categories - 1
            }`,
          );
        }
        for (let k = 0; k < count; k++) {
          scores[row * count + k]! += table[k * categories + category]!;
        }
      }
    }
    return { rows, columns: count, data: scores };
  });
}

function requireShape(
  object: PythonObject,
  matrix: DenseMatrix,
  shape: readonly [number, number | undefined],
): void {
  if (matrix.rows === shape[0] && matrix.columns === shape[1]) return;
  throw new ModelError(
    `Cannot read ${object.className}: its arrays are not of ${
      shape[0]
    } classes and ${shape[1]} features`,
  );
}
