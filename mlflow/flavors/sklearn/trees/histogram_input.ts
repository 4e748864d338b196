import { ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { readSelection, takeSelection } from "../compose/column_selection.ts";
import { joinAnswers } from "../nested/predict_of.ts";
import { toDense } from "../table/dense.ts";
import type { BuildEstimator, DenseMatrix, Table } from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";

/**
 * Reads how histogram-based gradient boosting makes numbers of its input. Since
 * scikit-learn 1.4 categories are encoded first, and their columns come first.
 *
 * @param object The estimator.
 * @param build Builds the encoder.
 * @param features The number of columns that the trees look at.
 * @returns The rows as the trees were fitted on.
 * @throws {ModelError} If the encoding cannot be read.
 */
export function readHistogramInput(
  object: PythonObject,
  build: BuildEstimator,
  features: number,
): (input: Table) => DenseMatrix {
  const check = new FeatureCheck(object, features);
  if (!object.has("_preprocessor")) {
    return (input) => {
      check.columns(input);
      return toDense(input);
    };
  }
  const parts = readParts(object, build, {
    className: object.className,
    count: features,
    names: check.names,
  });
  return (input) => {
    check.columns(input);
    return joinAnswers(parts.map((part) => part(input)));
  };
}

function readParts(
  object: PythonObject,
  build: BuildEstimator,
  fitted: {
    readonly className: string;
    readonly count: number;
    readonly names: readonly string[] | undefined;
  },
): ((input: Table) => DenseMatrix)[] {
  const parts: ((input: Table) => DenseMatrix)[] = [];
  let count = 0;
  for (const step of object.object("_preprocessor").list("transformers_")) {
    const [, transformer, selector] = Array.isArray(step) ? step : [];
    const { columns } = readSelection(selector ?? null, fitted);
    const positions = columns.filter((column) => typeof column === "number");
    if (positions.length === 0) continue;
    count += positions.length;
    const select = (input: Table): Table =>
      takeSelection(input, positions, { isVector: false });
    const encode = encoderOf(transformer, build);
    parts.push((input) => toDense(encode(select(input))));
  }
  if (count === fitted.count) return parts;
  throw new ModelError(
    `Cannot read ${object.className}._preprocessor: it gives ${count} columns, expected ${fitted.count}`,
  );
}

/** Numbers go through a function that checks them; words through an encoder. */
function encoderOf(
  transformer: unknown,
  build: BuildEstimator,
): (input: Table) => Table {
  if (
    transformer instanceof PythonObject &&
    transformer.className === "OrdinalEncoder"
  ) {
    const encoder = build(transformer);
    return (input) => encoder.transform?.(input) ?? input;
  }
  return (input) => input;
}
