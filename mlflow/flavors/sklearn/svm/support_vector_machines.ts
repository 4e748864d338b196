import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { matrixTensor, vectorTensor } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { argmaxRows } from "../table/argmax_rows.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { oneVsOneScores } from "../math/one_vs_one_scores.ts";
import { answerInBlocks } from "../table/answer_in_blocks.ts";
import { readSupportVectors, type SupportVectors } from "./support_vectors.ts";
import { coupledProbabilities } from "./coupled_probabilities.ts";
import { zeros } from "../table/slice_columns.ts";

/** Support vector machines with kernels; the linear ones without are linear models. */
export const supportVectorMachines: EstimatorTable = {
  SVC: supportVectorClassifier,
  NuSVC: supportVectorClassifier,
  SVR: supportVectorRegressor,
  NuSVR: supportVectorRegressor,
  OneClassSVM: oneClassMachine,
};

function supportVectorClassifier(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const classes = readClasses(object);
  const count = classes.data.length;
  const vectors = readSupportVectors(object, count);
  const pairs = (input: Table): DenseMatrix =>
    answerInBlocks(
      input,
      (block) => pairDecisions(vectors, check.dense(block), count),
    );
  const rest = object.string("decision_function_shape", "ovr") === "ovr";
  const breaksTies = isOn(object, "break_ties") && rest && count > 2;
  const scores = (input: Table): DenseMatrix => restScores(pairs(input), count);
  return {
    className: object.className,
    structure: [describe(object, vectors)],
    classes,
    predict: (input) =>
      takeLabels(
        classes,
        breaksTies ? argmaxRows(scores(input)) : mostVotes(pairs(input), count),
      ),
    decisionFunction: (input) => {
      const found = pairs(input);
      if (count === 2) return vectorTensor(found.data.map((value) => -value));
      return matrixTensor(rest ? restScores(found, count) : found);
    },
    ...probabilities(object, pairs, count),
  };
}

function probabilities(
  object: PythonObject,
  pairs: (input: Table) => DenseMatrix,
  count: number,
): Pick<Estimator, "predictProba"> {
  const a = plattOf(object, "_probA", "probA_");
  const b = plattOf(object, "_probB", "probB_");
  if (a.length === 0) return {};
  if (a.length !== count * (count - 1) / 2 || b.length !== a.length) {
    throw new ModelError(
      `Cannot read ${object.className}: ${a.length} and ${b.length} sigmoids for ${count} classes`,
    );
  }
  return {
    predictProba: (input) =>
      matrixTensor(coupledProbabilities(pairs(input), { a, b, count })),
  };
}

function plattOf(
  object: PythonObject,
  name: string,
  oldName: string,
): Float64Array {
  if (object.has(name)) return object.numbers(name);
  return object.has(oldName) ? object.numbers(oldName) : new Float64Array(0);
}

/** One decision a row and pair of classes: positive for the first of the two. */
function pairDecisions(
  vectors: SupportVectors,
  input: DenseMatrix,
  count: number,
): DenseMatrix {
  const { starts, coefficients, intercepts } = vectors;
  const total = vectors.matrix.rows;
  const result = zeros(input.rows, intercepts.length);
  const kernels = new Float64Array(total);
  let to = 0;
  for (let row = 0; row < input.rows; row++) {
    vectors.kernel(input.data, row * input.columns, kernels);
    let pair = 0;
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++, pair++) {
        let sum = 0;
        // The vectors of a class have one coefficient for each other class.
        for (let v = starts[i]!; v < starts[i + 1]!; v++) {
          sum += coefficients[(j - 1) * total + v]! * kernels[v]!;
        }
        for (let v = starts[j]!; v < starts[j + 1]!; v++) {
          sum += coefficients[i * total + v]! * kernels[v]!;
        }
        result.data[to++] = sum + intercepts[pair]!;
      }
    }
  }
  return result;
}

/** The class with the most pairs for it, the first of equal ones. */
function mostVotes(pairs: DenseMatrix, count: number): Int32Array {
  const votes = zeros(pairs.rows, count);
  let from = 0;
  for (let row = 0; row < pairs.rows; row++) {
    const at = row * count;
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        votes.data[at + (pairs.data[from++]! > 0 ? i : j)]!++;
      }
    }
  }
  return argmaxRows(votes);
}

function restScores(pairs: DenseMatrix, count: number): DenseMatrix {
  const votes = pairs.data.map((value) => value < 0 ? 1 : 0);
  const confidences = pairs.data.map((value) => -value);
  return oneVsOneScores(
    { ...pairs, data: votes },
    { ...pairs, data: confidences },
    count,
  );
}

/** One sum a row, of all vectors. */
function sums(
  vectors: SupportVectors,
  input: Table,
  check: FeatureCheck,
): Float64Array {
  return answerInBlocks(input, (block) => {
    const rows = check.dense(block);
    return { rows: rows.rows, columns: 1, data: sumRows(vectors, rows) };
  }).data;
}

function sumRows(vectors: SupportVectors, input: DenseMatrix): Float64Array {
  const { coefficients, intercepts } = vectors;
  const result = new Float64Array(input.rows);
  const kernels = new Float64Array(vectors.matrix.rows);
  for (let row = 0; row < input.rows; row++) {
    vectors.kernel(input.data, row * input.columns, kernels);
    let sum = 0;
    for (let v = 0; v < kernels.length; v++) {
      sum += coefficients[v]! * kernels[v]!;
    }
    result[row] = sum + intercepts[0]!;
  }
  return result;
}

function supportVectorRegressor(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const vectors = readSupportVectors(object, 1);
  return {
    className: object.className,
    structure: [describe(object, vectors)],
    predict: (input) => vectorTensor(sums(vectors, input, check)),
  };
}

function oneClassMachine(object: PythonObject): Estimator {
  const check = new FeatureCheck(object);
  const vectors = readSupportVectors(object, 1);
  const decisions = (input: Table): Float64Array => sums(vectors, input, check);
  return {
    className: object.className,
    structure: [describe(object, vectors)],
    predict: (input) => {
      const data = BigInt64Array.from(
        decisions(input),
        (score) => score > 0 ? 1n : -1n,
      );
      return new Tensor("int64", [data.length], data);
    },
    decisionFunction: (input) => vectorTensor(decisions(input)),
  };
}

function describe(object: PythonObject, vectors: SupportVectors): string {
  return `${object.className} (${
    object.string("kernel", "rbf")
  }, ${vectors.matrix.rows} support vectors)`;
}
