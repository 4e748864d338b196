import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { columnTensor, matrixTensor } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import {
  aboveThreshold,
  argmaxRows,
  labelMatrix,
} from "../table/argmax_rows.ts";
import { isMultilabel } from "../table/label_indices.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { complementColumns, expit } from "../math/expit.ts";
import { mapInPlace } from "../math/map_in_place.ts";
import { softmaxRows } from "../math/softmax_rows.ts";
import { transposed } from "../math/transposed.ts";

/** Multi-layer perceptrons. */
export const perceptrons: EstimatorTable = {
  MLPClassifier: classifier,
  MLPRegressor: regressor,
};

/** Changes the outputs of a layer in place. */
type Activation = (layer: DenseMatrix) => DenseMatrix;

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["identity", (layer: DenseMatrix) => layer],
  ["logistic", (layer: DenseMatrix) => mapInPlace(layer, expit)],
  ["tanh", (layer: DenseMatrix) => mapInPlace(layer, Math.tanh)],
  ["relu", (layer: DenseMatrix) => mapInPlace(layer, positivePart)],
  ["exp", (layer: DenseMatrix) => mapInPlace(layer, Math.exp)],
  ["softmax", softmaxRows],
]);

function positivePart(value: number): number {
  return value > 0 ? value : 0;
}

interface Layer {
  /** One row an output. */
  readonly weights: DenseMatrix;
  readonly offsets: Float64Array;
  readonly activation: Activation;
}

function classifier(object: PythonObject): Estimator {
  const { className } = object;
  const binarizer = object.object("_label_binarizer");
  if (isMultilabel(binarizer)) return multilabel(object);
  const classes = readClasses(binarizer);
  const forward = readNetwork(object);
  const expected = classes.data.length === 2 ? 1 : classes.data.length;
  if (forward.outputs !== expected || classes.data.length < 2) {
    throw new ModelError(
      `Cannot read ${className}: it has ${forward.outputs} outputs, expected ${expected} for ${classes.data.length} classes`,
    );
  }
  const probabilities = (input: Table): DenseMatrix => {
    const outputs = forward.evaluate(input);
    return outputs.columns === 1
      ? { ...outputs, ...complementColumns(outputs.data) }
      : outputs;
  };
  return {
    className,
    structure: [className],
    classes,
    predict(input) {
      const outputs = forward.evaluate(input);
      const indices = outputs.columns === 1
        ? aboveThreshold(outputs.data, 0.5)
        : argmaxRows(outputs);
      return takeLabels(classes, indices);
    },
    predictProba: (input) => matrixTensor(probabilities(input)),
  };
}

/** One output a label, each on its own. */
function multilabel(object: PythonObject): Estimator {
  const { className } = object;
  const { evaluate } = readNetwork(object);
  return {
    className,
    structure: [className],
    predict: (input) => labelMatrix(evaluate(input), 0.5),
    predictProba: (input) => matrixTensor(evaluate(input)),
  };
}

function regressor(object: PythonObject): Estimator {
  const { className } = object;
  const forward = readNetwork(object);
  return {
    className,
    structure: [className],
    predict(input) {
      const outputs = forward.evaluate(input);
      return outputs.columns === 1
        ? columnTensor(outputs)
        : matrixTensor(outputs);
    },
  };
}

/** The layers one after the other. */
interface Network {
  readonly outputs: number;
  readonly evaluate: (input: Table) => DenseMatrix;
}

function readNetwork(object: PythonObject): Network {
  const layers = readLayers(object);
  const check = new FeatureCheck(object, layers[0]!.weights.columns);
  const outputs = layers[layers.length - 1]!.weights.rows;
  return { outputs, evaluate };

  function evaluate(input: Table): DenseMatrix {
    let values: DenseMatrix | SparseMatrix = check.denseOrSparse(input);
    for (const { weights, offsets, activation } of layers) {
      values = activation(affine(values, weights, offsets));
    }
    if ("kind" in values) throw new TypeError("A layer gave a sparse matrix");
    return values;
  }
}

function readLayers(object: PythonObject): readonly Layer[] {
  const weights = object.list("coefs_");
  const offsets = object.list("intercepts_");
  const hidden = readActivation(object, "activation");
  const last = readActivation(object, "out_activation_");
  let width = object.number("n_features_in_", -1);
  const layers = weights.map((weight, i): Layer => {
    const offset = offsets[i];
    if (
      !(weight instanceof Tensor) || weight.shape.length !== 2 ||
      !(offset instanceof Tensor) || offset.data.length !== weight.shape[1] ||
      (width >= 0 && weight.shape[0] !== width)
    ) {
      throw new ModelError(
        `Cannot read ${object.className}: the weights of layer ${i} do not fit its input or its offsets`,
      );
    }
    width = offset.data.length;
    return {
      weights: transposed({
        isSingle: weight.dtype === "float32",
        rows: weight.shape[0]!,
        columns: width,
        data: Float64Array.from(weight.data as ArrayLike<number>, Number),
      }),
      offsets: Float64Array.from(offset.data as ArrayLike<number>, Number),
      activation: i === weights.length - 1 ? last : hidden,
    };
  });
  if (layers.length > 0) return layers;
  throw new ModelError(`Cannot read ${object.className}: it has no layers`);
}

function readActivation(object: PythonObject, attribute: string): Activation {
  const name = object.string(attribute);
  const activation = ACTIVATIONS.get(name);
  if (activation !== undefined) return activation;
  throw new ModelError(
    `Cannot serve ${object.className}: ${attribute} "${name}" is not known`,
  );
}
