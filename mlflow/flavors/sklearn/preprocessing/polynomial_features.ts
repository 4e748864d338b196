import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";

/** The transformer that multiplies columns with each other. */
export const polynomialFeatures: EstimatorTable = {
  PolynomialFeatures: polynomial,
};

/** The most columns that may come out. */
const MAX_COLUMNS = 1_000_000;

/**
 * The products in order: each is a column of the input times an earlier
 * product. Position -1 as the factor before stands for 1.
 */
interface Products {
  readonly feature: Int32Array;
  readonly before: Int32Array;
  /** The position of the first product that comes out; the others are steps on the way. */
  readonly first: number;
}

function polynomial(object: PythonObject): Estimator {
  const { className } = object;
  const check = new FeatureCheck(object);
  const { count } = check;
  if (count === undefined) {
    throw new ModelError(
      `Cannot read ${className}.n_features_in_: expected a number`,
    );
  }
  const [lowest, highest] = readDegrees(object);
  const products = enumerate(count, {
    className,
    lowest: Math.max(1, lowest),
    highest,
    isInteraction: isOn(object, "interaction_only"),
  });
  const hasBias = object.boolean("include_bias");

  return {
    className,
    structure: [className],
    transform: (input: Table) =>
      multiply(check.dense(input), products, {
        bias: hasBias ? 1 : 0,
      }),
  };
}

function readDegrees(object: PythonObject): readonly [number, number] {
  const degree = object.get("degree");
  if (Array.isArray(degree) || degree instanceof Tensor) {
    const [lowest, highest] = object.numbers("degree");
    if (lowest !== undefined && highest !== undefined) {
      return [lowest, highest];
    }
  }
  return [0, object.number("degree")];
}

/** The order of scikit-learn: by degree, then as Python's itertools combines. */
function enumerate(
  count: number,
  options: {
    readonly className: string;
    readonly lowest: number;
    readonly highest: number;
    readonly isInteraction: boolean;
  },
): Products {
  const { className, lowest, isInteraction } = options;
  const tooMany = new ModelError(
    `Cannot serve ${className}: more than ${MAX_COLUMNS} columns would come out`,
  );
  if (count > MAX_COLUMNS) throw tooMany;
  // No more different columns can be multiplied than there are.
  const highest = isInteraction
    ? Math.min(options.highest, count)
    : options.highest;
  const feature: number[] = [];
  const before: number[] = [];
  let first = 0;
  // Where the products of the degree before start, by their first feature.
  let starts: number[] = [];
  for (let degree = 1; degree <= highest; degree++) {
    if (degree === lowest) first = feature.length;
    const end = feature.length;
    const next: number[] = [];
    for (let i = 0; i < count; i++) {
      next.push(feature.length);
      if (degree === 1) {
        feature.push(i);
        before.push(-1);
        continue;
      }
      const start = starts[isInteraction ? i + 1 : i] ?? end;
      if (feature.length + end - start > MAX_COLUMNS) throw tooMany;
      for (let product = start; product < end; product++) {
        feature.push(i);
        before.push(product);
      }
    }
    starts = next;
  }
  if (lowest > highest) first = feature.length;
  return {
    feature: Int32Array.from(feature),
    before: Int32Array.from(before),
    first,
  };
}

function multiply(
  matrix: DenseMatrix,
  products: Products,
  { bias }: { readonly bias: 0 | 1 },
): DenseMatrix {
  const { rows, columns: width, isSingle } = matrix;
  const { feature, before, first } = products;
  const columns = bias + feature.length - first;
  const data = new Float64Array(rows * columns);
  const values = new Float64Array(feature.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < values.length; i++) {
      const value = matrix.data[row * width + feature[i]!]!;
      const earlier = before[i]!;
      const product = earlier < 0 ? value : values[earlier]! * value;
      values[i] = isSingle ? Math.fround(product) : product;
    }
    if (bias === 1) data[row * columns] = 1;
    data.set(values.subarray(first), row * columns + bias);
  }
  return { ...matrix, columns, data };
}
