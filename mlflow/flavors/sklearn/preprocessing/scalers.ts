import { ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { isFittedBefore } from "../is_fitted_before.ts";
import { isSparse, mapSparse, sparseToDense } from "../table/sparse.ts";

/** Transformers that shift and scale each column. */
export const scalers: EstimatorTable = {
  MaxAbsScaler: maximumAbsolute,
  MinMaxScaler: minimumMaximum,
  RobustScaler: robust,
  StandardScaler: standard,
};

/** What is done to each column, in this order; lists of one number a column. */
interface Scaling {
  readonly subtract?: Float64Array;
  readonly divide?: Float64Array;
  readonly multiply?: Float64Array;
  readonly add?: Float64Array;
  readonly clip?: readonly [number, number];
  /** The same for single precision, where it is not. */
  readonly single?: Scaling;
}

function standard(object: PythonObject): Estimator {
  const subtract = object.boolean("with_mean") && object.has("mean_")
    ? object.numbers("mean_")
    : undefined;
  const divide = object.boolean("with_std") && object.has("scale_")
    ? object.numbers("scale_")
    : undefined;
  const scaling = {
    ...(subtract && { subtract }),
    ...(divide && { divide }),
  };
  if (isFittedBefore(object, [1, 8])) return scaler(object, scaling);
  // Since scikit-learn 1.8 means and deviations are rounded first.
  const single = {
    ...(subtract && { subtract: subtract.map(Math.fround) }),
    ...(divide && { divide: divide.map(Math.fround) }),
  };
  return scaler(object, { ...scaling, single });
}

function robust(object: PythonObject): Estimator {
  return scaler(object, {
    ...(object.boolean("with_centering") && object.has("center_")
      ? { subtract: object.numbers("center_") }
      : {}),
    ...(object.boolean("with_scaling") && object.has("scale_")
      ? { divide: object.numbers("scale_") }
      : {}),
  });
}

function minimumMaximum(object: PythonObject): Estimator {
  const [lowest, highest] = object.numbers("feature_range");
  const isClipped = isOn(object, "clip") && lowest !== undefined &&
    highest !== undefined;
  return scaler(object, {
    multiply: object.numbers("scale_"),
    add: object.numbers("min_"),
    ...(isClipped ? { clip: [lowest, highest] as const } : {}),
  });
}

function maximumAbsolute(object: PythonObject): Estimator {
  return scaler(object, {
    divide: object.numbers("scale_"),
    ...(isOn(object, "clip") ? { clip: [-1, 1] as const } : {}),
  });
}

function scaler(object: PythonObject, scaling: Scaling): Estimator {
  const { className } = object;
  const { subtract, divide, multiply, add } = scaling;
  const sizes = [subtract, divide, multiply, add]
    .flatMap((list) => list === undefined ? [] : [list.length]);
  const check = new FeatureCheck(object, sizes[0]);
  if (sizes.some((size) => size !== check.count)) {
    throw new ModelError(
      `Cannot read ${className}: expected ${check.count} numbers in each of its arrays, found ${sizes}`,
    );
  }
  const keepsZero = subtract === undefined && add === undefined;

  function transform(input: Table): Table {
    if (isSparse(input) && keepsZero) {
      check.columns(input);
      return scaleSparse(input, scaling);
    }
    const matrix = check.denseWithMissing(
      isSparse(input) ? sparseToDense(input) : input,
    );
    return scaleDense(matrix, scaling);
  }

  return { className, structure: [className], transform };
}

function scaleDense(matrix: DenseMatrix, scaling: Scaling): DenseMatrix {
  const { subtract, divide, multiply, add, clip } = scaling;
  const { columns } = matrix;
  if (matrix.isSingle) return scaleSingle(matrix, scaling);
  const data = new Float64Array(matrix.data);
  for (let start = 0; start < data.length; start += columns) {
    for (let i = 0; i < columns; i++) {
      let value = data[start + i]!;
      if (subtract !== undefined) value -= subtract[i]!;
      if (divide !== undefined) value /= divide[i]!;
      if (multiply !== undefined) value *= multiply[i]!;
      if (add !== undefined) value += add[i]!;
      if (clip !== undefined) {
        // Comparisons that NaN passes through.
        if (value < clip[0]) value = clip[0];
        else if (value > clip[1]) value = clip[1];
      }
      data[start + i] = value;
    }
  }
  return { ...matrix, data };
}

/** Single precision is rounded after each step, as numpy does in place. */
function scaleSingle(matrix: DenseMatrix, scaling: Scaling): DenseMatrix {
  const { subtract, divide, multiply, add, clip } = scaling.single ?? scaling;
  const { columns } = matrix;
  const data = matrix.data.map((number, at) => {
    const i = at % columns;
    let value = number;
    if (subtract !== undefined) value = Math.fround(value - subtract[i]!);
    if (divide !== undefined) value = Math.fround(value / divide[i]!);
    if (multiply !== undefined) value = Math.fround(value * multiply[i]!);
    if (add !== undefined) value = Math.fround(value + add[i]!);
    if (clip !== undefined && value < clip[0]) return clip[0];
    return clip !== undefined && value > clip[1] ? clip[1] : value;
  });
  return { ...matrix, data };
}

function scaleSparse(matrix: SparseMatrix, scaling: Scaling): SparseMatrix {
  const { divide, clip } = scaling;
  return mapSparse(matrix, (value, column) => {
    const scaled = divide === undefined ? value : value / divide[column]!;
    return clip === undefined
      ? scaled
      : Math.max(clip[0], Math.min(clip[1], scaled));
  });
}
