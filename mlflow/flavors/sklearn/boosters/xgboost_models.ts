import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { inplaceDart } from "../../xgboost/inplace_dart.ts";
import type { XgboostModel } from "../../xgboost/xgboost_model.ts";
import { modelClassOf } from "../../xgboost/model_class.ts";
import { XgboostPredictor } from "../../xgboost/xgboost_predictor.ts";
import { readXgboostModel } from "../../xgboost/read_xgboost_model.ts";
import { matrixTensor, toDense } from "../table/dense.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { isSparse } from "../table/sparse.ts";

/** XGBoost's classes, as they stand in pipelines and searches of scikit-learn. */
export const xgboostModels: EstimatorTable = {
  XGBClassifier: classifier,
  XGBModel: regressor,
  XGBRanker: regressor,
  XGBRegressor: regressor,
  XGBRFClassifier: classifier,
  XGBRFRegressor: regressor,
};

/** The most numbers that a sparse matrix may become when it is made dense: 1 GiB of doubles. */
const MAX_DENSE_NUMBERS = 2 ** 27;

function regressor(object: PythonObject): Estimator {
  const model = readModel(object);
  const values = predictorOf(model, "XGBRegressor");
  const rows = rowsReader(object);
  return {
    className: object.className,
    structure: structureOf(object, model),
    predict: (input) => values.predict(rows(input)),
  };
}

function classifier(object: PythonObject): Estimator {
  if (object.has("_le")) {
    throw new ModelError(
      `Cannot serve a ${object.className} of XGBoost before 1.6, which encodes its labels: fit it again with a later version`,
    );
  }
  const model = readModel(object);
  const labels = predictorOf(model, "XGBClassifier");
  const values = predictorOf(model, "XGBRegressor");
  const rows = rowsReader(object);
  const count = Math.max(model.classes, 2);
  return {
    className: object.className,
    structure: structureOf(object, model),
    classes: new Tensor(
      "int64",
      [count],
      BigInt64Array.from({ length: count }, (_, label) => BigInt(label)),
    ),
    predict: (input) => labels.predict(rows(input)),
    predictProba: (input) => bothClasses(values.predict(rows(input))),
  };
}

/** A booster saves itself as its settings and, beside them, the model. */
function readModel(object: PythonObject): XgboostModel {
  const booster = object.object("_Booster");
  const handle = booster.get("handle");
  if (!(handle instanceof Uint8Array)) {
    throw new ModelError(
      `Cannot read ${object.className}._Booster: it has no saved model`,
    );
  }
  return inplaceDart(
    readXgboostModel(handle, `${object.className}._Booster`),
  );
}

function predictorOf(model: XgboostModel, name: string): XgboostPredictor {
  const modelClass = modelClassOf(`xgboost.sklearn.${name}`);
  const summary = { library: "xgboost", structure: [] };
  return new XgboostPredictor(model, { modelClass, summary });
}

function structureOf(object: PythonObject, model: XgboostModel): string[] {
  const { booster } = model;
  const size = booster.kind === "gblinear"
    ? "linear"
    : `${booster.forest.roots.length - 1} trees`;
  return [`${object.className} (${size}, ${model.objectiveName})`];
}

/** With two classes the booster gives one probability, in single precision. */
function bothClasses(values: Tensor): Tensor {
  if (values.shape.length > 1) return values;
  const rows = values.data.length;
  const both = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const second = Number(values.data[row]);
    both[row * 2] = 1 - second;
    both[row * 2 + 1] = second;
  }
  return new Tensor("float32", [rows, 2], both);
}

function rowsReader(
  object: PythonObject,
): (input: Table) => DataFrame | Tensor {
  const missing = object.number("missing", NaN);
  if (Number.isNaN(missing)) return (input) => rowsOf(input);
  return (input) => {
    if (input instanceof DataFrame) {
      // The names are checked before they are lost.
      return framed(input, missing);
    }
    const { rows, columns, data } = toDense(input);
    return matrixTensor({ rows, columns, data: withMissing(data, missing) });
  };
}

function rowsOf(input: Table): DataFrame | Tensor {
  if (input instanceof DataFrame || input instanceof Tensor) return input;
  return matrixTensor(isSparse(input) ? missingToDense(input) : input);
}

function framed(frame: DataFrame, missing: number): DataFrame {
  const { rows, columns, data } = toDense(frame);
  const numbers = withMissing(data, missing);
  const split = frame.names.map((_, column) => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      values[row] = numbers[row * columns + column]!;
    }
    return { dtype: "float64", values } as const;
  });
  return new DataFrame(frame.names, split, { length: rows });
}

function withMissing(data: Float64Array, missing: number): Float64Array {
  return data.map((value) => value === missing ? NaN : value);
}

/** What a sparse matrix has no entry for is missing to XGBoost, not zero. */
function missingToDense(matrix: SparseMatrix): DenseMatrix {
  const { rows, columns, indptr, indices, data } = matrix;
  if (rows * columns > MAX_DENSE_NUMBERS) {
    throw new InputError(
      `Cannot score ${rows} rows of ${columns} columns at once: send fewer rows`,
    );
  }
  const dense = new Float64Array(rows * columns).fill(NaN);
  for (let row = 0; row < rows; row++) {
    const offset = row * columns;
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) {
      dense[offset + indices[i]!] = data[i]!;
    }
  }
  return { rows, columns, data: dense };
}
