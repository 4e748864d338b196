import type { PythonObject } from "../../../python/python_object.ts";
import { delegate } from "../nested/delegate.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { readSteps, transformOf } from "./named_steps.ts";
import { indent } from "../nested/structure_of.ts";

/** Transformers one after the other, and the estimator at their end. */
export const pipelines: EstimatorTable = {
  Pipeline: pipeline,
};

function pipeline(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  const structure = [className];
  const estimators: Estimator[] = [];
  let isLastThrough = false;
  for (const { name, estimator } of readSteps(object, "steps", build)) {
    isLastThrough = estimator === undefined || estimator === "drop";
    if (estimator === undefined || estimator === "drop") {
      structure.push(`  ${name}: passthrough`);
    } else {
      structure.push(...indent(estimator.structure, name));
      estimators.push(estimator);
    }
  }
  const last = isLastThrough ? undefined : estimators.pop();
  const transforms = estimators.map(transformOf);
  const prepare = (input: Table): Table => {
    let table = input;
    for (const transform of transforms) table = transform(table);
    return table;
  };
  if (last === undefined) return { className, structure, transform: prepare };
  return delegate(last, { className, structure, prepare });
}
