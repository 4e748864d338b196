import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { affine } from "../math/affine.ts";
import { readMatrix, readVector } from "../table/dense.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import { isFittedBefore } from "../is_fitted_before.ts";

/** Regressions on components that two tables share. */
export const partialLeastSquares: EstimatorTable = {
  CCA: regression,
  PLSCanonical: regression,
  PLSRegression: regression,
};

function regression(object: PythonObject): Estimator {
  const { className } = object;
  if (isFittedBefore(object, [1, 1])) {
    throw new ModelError(
      `Cannot serve ${className}: it was fitted by a scikit-learn before 1.1, fit it again`,
    );
  }
  // Transposed and scaled since scikit-learn 1.3.
  const isOld = object.has("_coef_");
  const weights = readMatrix(object, isOld ? "_coef_" : "coef_");
  const { columns: width } = weights;
  const check = new FeatureCheck(object, width);
  const offsets = readVector(object, "intercept_", weights.rows);
  const mean = readVector(object, "_x_mean", width);
  const scale = isOld ? readVector(object, "_x_std", width) : undefined;
  const isVector = isOn(object, "_predict_1d");

  function predict(input: Table): Tensor {
    const matrix = check.dense(input);
    const data = new Float64Array(matrix.data);
    for (let i = 0; i < data.length; i++) {
      data[i]! -= mean[i % width]!;
      if (scale !== undefined) data[i]! /= scale[i % width]!;
    }
    const result = affine({ ...matrix, data }, weights, offsets);
    const shape = isVector ? [result.data.length] : [matrix.rows, weights.rows];
    return new Tensor("float64", shape, result.data);
  }

  return { className, structure: [className], predict };
}
