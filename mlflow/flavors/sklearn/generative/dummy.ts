import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type { DenseMatrix, Estimator, EstimatorTable } from "../estimator.ts";
import { rowsOf } from "../table/join_columns.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import {
  readClasses,
  readOutputClasses,
  takeLabels,
} from "../../../python/read_classes.ts";
import { joinOutputs } from "../table/join_outputs.ts";
import { zeros } from "../table/slice_columns.ts";

/** Estimators that answer the same whatever they are asked; they do not look at the input. */
export const dummyEstimators: EstimatorTable = {
  DummyClassifier: dummyClassifier,
  DummyRegressor: dummyRegressor,
};

function dummyRegressor(object: PythonObject): Estimator {
  const constant = object.numbers("constant_");
  return {
    className: object.className,
    structure: [object.className],
    predict: (input) => {
      const matrix = repeat(constant, rowsOf(input));
      return constant.length === 1
        ? vectorTensor(matrix.data)
        : matrixTensor(matrix);
    },
  };
}

function dummyClassifier(object: PythonObject): Estimator {
  const strategy = object.string(
    object.has("_strategy") ? "_strategy" : "strategy",
    "prior",
  );
  const outputs = object.number("n_outputs_", 1);
  const classes = outputs === 1
    ? [readClasses(object)]
    : readOutputClasses(object);
  const priors = outputs === 1
    ? [object.numbers("class_prior_")]
    : object.list("class_prior_").map(numbersOf);
  const constants = readConstants(object, outputs);
  const answers = classes.map((labels, k) =>
    answerOf(strategy, {
      labels,
      prior: priors[k] ?? new Float64Array(0),
      constant: constants[k],
    })
  );
  return {
    className: object.className,
    structure: [`${object.className} (${strategy})`],
    classes: outputs === 1 ? classes[0]! : classes,
    predict: (input) => {
      const rows = rowsOf(input);
      const labels = answers.map(({ best }, k) =>
        takeLabels(classes[k]!, new Int32Array(rows).fill(best))
      );
      return outputs === 1 ? labels[0]! : joinOutputs(labels);
    },
    predictProba: (input) => {
      const rows = rowsOf(input);
      const tensors = answers.map(({ probabilities }) =>
        matrixTensor(repeat(probabilities, rows))
      );
      return outputs === 1 ? tensors[0]! : tensors;
    },
  };
}

interface Known {
  readonly labels: Tensor;
  readonly prior: Float64Array;
  readonly constant: unknown;
}

/** The class that is always answered, and the probabilities of all. */
function answerOf(
  strategy: string,
  { labels, prior, constant }: Known,
): { readonly best: number; readonly probabilities: Float64Array } {
  const count = labels.data.length;
  switch (strategy) {
    case "prior":
    case "most_frequent": {
      if (prior.length !== count) {
        throw new ModelError(
          `Cannot read DummyClassifier: ${prior.length} priors for ${count} classes`,
        );
      }
      const best = prior.indexOf(Math.max(...prior));
      return strategy === "prior"
        ? { best, probabilities: prior }
        : { best, probabilities: certain(best, count) };
    }
    case "constant": {
      const best = labelIndices(labels).get(labelKey(constant));
      if (best === undefined) {
        throw new ModelError(
          "Cannot read DummyClassifier.constant: it is not one of the classes",
        );
      }
      return { best, probabilities: certain(best, count) };
    }
    default:
      throw new ModelError(
        `Cannot serve a DummyClassifier of strategy "${strategy}": it answers at random`,
      );
  }
}

function certain(best: number, count: number): Float64Array {
  const probabilities = new Float64Array(count);
  probabilities[best] = 1;
  return probabilities;
}

/** The constant of each output, wherever the strategy has one. */
function readConstants(object: PythonObject, outputs: number): unknown[] {
  if (!object.has("constant")) return [];
  const value = object.get("constant");
  if (value instanceof Tensor) return Array.from<unknown>(value.data);
  return Array.isArray(value) && (outputs > 1 || value.length === 1)
    ? [...value]
    : [value];
}

function numbersOf(value: unknown): Float64Array {
  if (value instanceof Tensor && value.data instanceof Float64Array) {
    return value.data;
  }
  throw new ModelError(
    "Cannot read DummyClassifier.class_prior_: expected an array of numbers an output",
  );
}

function repeat(row: Float64Array, rows: number): DenseMatrix {
  const result = zeros(rows, row.length);
  for (let at = 0; at < result.data.length; at += row.length) {
    result.data.set(row, at);
  }
  return result;
}
