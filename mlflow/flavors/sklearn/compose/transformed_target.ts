import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
} from "../estimator.ts";
import { readInverse } from "./read_inverse.ts";
import { indent } from "../nested/structure_of.ts";

/** The regressor whose target was transformed for the fit. */
export const transformedTargets: EstimatorTable = {
  TransformedTargetRegressor: transformedTarget,
};

function transformedTarget(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { className } = object;
  const regressor = build(object.object("regressor_"));
  const inverse = readInverse(object.object("transformer_"));
  const dimensions = object.number("_training_dim", 1);
  if (regressor.predict === undefined) {
    throw new ModelError(
      `Cannot serve ${className}: its ${regressor.className} does not predict`,
    );
  }
  return {
    className,
    structure: [className, ...indent(regressor.structure)],
    predict(input) {
      const answer = regressor.predict!(input);
      const rows = answer.shape[0] ?? 0;
      const columns = answer.shape[1] ?? 1;
      const data = new Float64Array(rows * columns);
      for (let i = 0; i < data.length; i++) {
        data[i] = inverse(Number(answer.data[i]), i % columns);
      }
      const isVector = columns === 1 && dimensions === 1;
      const shape = isVector ? [rows] : [rows, columns];
      return new Tensor("float64", shape, data);
    },
  };
}
