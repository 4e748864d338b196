import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { classPositions } from "../nested/class_positions.ts";
import {
  decisionsOf,
  joinAnswers,
  numbersOf,
  predictOf,
  probabilitiesOf,
} from "../nested/predict_of.ts";
import { nestedObjects } from "../nested/nested_objects.ts";
import { structureOf } from "../nested/structure_of.ts";
import { toDense } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { isOn } from "../is_on.ts";
import { readClasses, takeLabels } from "../../../python/read_classes.ts";
import { sliceColumns } from "../table/slice_columns.ts";

/** Estimators whose answers another one is given. */
export const stackingEstimators: EstimatorTable = {
  StackingClassifier: stackingClassifier,
  StackingRegressor: stackingRegressor,
};

function stackingClassifier(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const classes = readClasses(object);
  const stack = readStack(object, build, classes.data.length);
  const { final, transform } = stack;
  classPositions(final, classes.data.length);
  const predict = predictOf(final);
  const { predictProba, decisionFunction } = final;
  return {
    className: object.className,
    structure: stack.structure,
    classes,
    transform,
    // The final estimator was taught positions in the classes, not labels.
    predict: (input) =>
      takeLabels(
        classes,
        Int32Array.from(predict(transform(input)).data, Number),
      ),
    ...(predictProba === undefined
      ? {}
      : { predictProba: (input) => predictProba(transform(input)) }),
    ...(decisionFunction === undefined
      ? {}
      : { decisionFunction: (input) => decisionFunction(transform(input)) }),
  };
}

function stackingRegressor(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { final, transform, structure } = readStack(object, build, 0);
  const predict = predictOf(final);
  return {
    className: object.className,
    structure,
    transform,
    predict: (input) => predict(transform(input)),
  };
}

interface Stack {
  readonly final: Estimator;
  readonly structure: string[];
  /** What the final estimator is given. */
  readonly transform: (input: Table) => DenseMatrix;
}

function readStack(
  object: PythonObject,
  build: BuildEstimator,
  classes: number,
): Stack {
  const estimators = nestedObjects(object, "estimators_").map(build);
  const methods = object.list("stack_method_");
  if (methods.length !== estimators.length || estimators.length === 0) {
    throw new ModelError(
      `Cannot read ${object.className}: ${estimators.length} estimators with ${methods.length} methods`,
    );
  }
  const answers = estimators.map((estimator, i) =>
    answerOf(estimator, methods[i], classes)
  );
  const final = build(object.object("final_estimator_"));
  const passthrough = isOn(object, "passthrough");
  return {
    final,
    structure: structureOf(object.className, [...estimators, final]),
    transform: (input) => {
      const columns = answers.map((answer) => answer(input));
      if (passthrough) columns.push(toDense(input));
      return joinAnswers(columns);
    },
  };
}

/** What one estimator gives the final one; of two probabilities only the second. */
function answerOf(
  estimator: Estimator,
  method: unknown,
  classes: number,
): (input: Table) => DenseMatrix {
  switch (method) {
    case "predict_proba": {
      const probabilities = probabilitiesOf(estimator);
      return classes === 2
        ? (input) => sliceColumns(probabilities(input), 1, 1)
        : probabilities;
    }
    case "decision_function":
      return decisionsOf(estimator);
    case "predict":
      return numbersOf(estimator);
    default:
      throw new ModelError(
        `Cannot stack ${estimator.className}: expected predict_proba, decision_function or predict`,
      );
  }
}
