import type { Tensor } from "../../../../frame/mod.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { matrixTensor } from "../table/dense.ts";
import type { DenseMatrix, Estimator, EstimatorTable } from "../estimator.ts";
import { isMultilabel } from "../table/label_indices.ts";
import { labelMatrix } from "../table/argmax_rows.ts";
import { readClasses } from "../../../python/read_classes.ts";
import { isFittedBefore } from "../is_fitted_before.ts";
import { linearClassifier, type ScoreLink } from "./linear_classifier.ts";
import { LinearWeights } from "./linear_weights.ts";
import { complementColumns, oneVersusRest } from "../math/expit.ts";
import { mapInPlace } from "../math/map_in_place.ts";
import { normalizeRows, softmaxRows } from "../math/softmax_rows.ts";

/** Linear classifiers, with the probabilities that each kind of loss gives. */
export const linearClassifiers: EstimatorTable = {
  LinearSVC: scoring,
  LogisticRegression: logistic,
  LogisticRegressionCV: logistic,
  PassiveAggressiveClassifier: scoring,
  Perceptron: scoring,
  RidgeClassifier: ridge,
  RidgeClassifierCV: ridge,
  SGDClassifier: stochastic,
};

function scoring(object: PythonObject): Estimator {
  return linearClassifier(object, readClasses(object));
}

function logistic(object: PythonObject): Estimator {
  const classes = readClasses(object);
  return linearClassifier(object, classes, logisticLink(object, classes));
}

function logisticLink(object: PythonObject, classes: Tensor): ScoreLink {
  const kind = object.string("multi_class", "auto");
  if (kind === "ovr" || kind === "warn") return oneVersusRest;
  if (kind === "multinomial") {
    return classes.data.length > 2 ? softmaxRows : symmetricSoftmax;
  }
  const solver = object.string("solver", "lbfgs");
  const isOneVersusRest = classes.data.length <= 2 || solver === "liblinear" ||
    (solver === "newton-cholesky" && isFittedBefore(object, [1, 6]));
  return isOneVersusRest ? oneVersusRest : softmaxRows;
}

function stochastic(object: PythonObject): Estimator {
  const classes = readClasses(object);
  const loss = object.string("loss", "hinge");
  if (loss === "log_loss" || loss === "log") {
    return linearClassifier(object, classes, oneVersusRest);
  }
  if (loss === "modified_huber") {
    return linearClassifier(object, classes, clipped);
  }
  return linearClassifier(object, classes);
}

function ridge(object: PythonObject): Estimator {
  const binarizer = object.object("_label_binarizer");
  if (isMultilabel(binarizer)) return multilabel(object);
  return linearClassifier(object, readClasses(binarizer));
}

/** One column a label, each on its own. */
function multilabel(object: PythonObject): Estimator {
  const weights = new LinearWeights(object);
  const { className } = object;
  return {
    className,
    structure: [className],
    predict: (input) => labelMatrix(weights.scores(input), 0),
    decisionFunction: (input) => matrixTensor(weights.scores(input)),
  };
}

/** Before scikit-learn 1.8, two classes with `multi_class="multinomial"`. */
function symmetricSoftmax(scores: DenseMatrix): DenseMatrix {
  const data = new Float64Array(scores.rows * 2);
  for (let row = 0; row < scores.rows; row++) {
    data[2 * row] = -scores.data[row]!;
    data[2 * row + 1] = scores.data[row]!;
  }
  return softmaxRows({ ...scores, columns: 2, data });
}

function clipped(scores: DenseMatrix): DenseMatrix {
  mapInPlace(scores, (score) => (Math.max(-1, Math.min(1, score)) + 1) / 2);
  return scores.columns === 1
    ? { ...scores, ...complementColumns(scores.data) }
    : normalizeRows(scores);
}
