import { Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { Categories } from "./categories.ts";
import type {
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";

/** The encoder of categories as means of the target (scikit-learn 1.3). */
export const targetEncoders: EstimatorTable = { TargetEncoder: target };

function target(object: PythonObject): Estimator {
  const { className } = object;
  const categories = new Categories(object);
  const isMulticlass = object.string("target_type_") === "multiclass";
  const means = isMulticlass
    ? object.numbers("target_mean_")
    : Float64Array.of(object.number("target_mean_"));
  const outputs = means.length;
  const encodings = readEncodings(object, categories, outputs);

  function transform(input: Table): DenseMatrix {
    const codes = categories.codes(input);
    const rows = codes[0]?.length ?? 0;
    const columns = encodings.length;
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < columns; i++) {
      const column = codes[Math.floor(i / outputs)]!;
      const mean = means[i % outputs]!;
      for (let row = 0; row < rows; row++) {
        const code = column[row]!;
        data[row * columns + i] = code < 0 ? mean : encodings[i]![code]!;
      }
    }
    return { rows, columns, data };
  }

  return { className, structure: [className], transform };
}

/** One number a category, for each column and class. */
function readEncodings(
  object: PythonObject,
  { counts }: Categories,
  outputs: number,
): readonly Float64Array[] {
  const lists = object.list("encodings_");
  if (lists.length !== counts.length * outputs) {
    throw new ModelError(
      `Cannot read ${object.className}.encodings_: expected ${
        counts.length * outputs
      } lists, found ${lists.length}`,
    );
  }
  return lists.map((value, i) => {
    const count = counts[Math.floor(i / outputs)]!;
    if (value instanceof Tensor && value.data.length === count) {
      return Float64Array.from(value.data as ArrayLike<number>, Number);
    }
    throw new ModelError(
      `Cannot read ${object.className}.encodings_: list ${i} has not one number for each of ${count} categories`,
    );
  });
}
