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
import { countUpTo } from "../math/interpolate.ts";
import { SparseBuilder, sparseToDense } from "../table/sparse.ts";

/** The transformer that sorts numbers into bins. */
export const discretizers: EstimatorTable = { KBinsDiscretizer: bins };

function bins(object: PythonObject): Estimator {
  const { className } = object;
  const edges = readInnerEdges(object);
  const check = new FeatureCheck(object, edges.length);
  if (check.count !== edges.length) {
    throw new ModelError(
      `Cannot read ${className}.bin_edges_: expected ${check.count} lists, found ${edges.length}`,
    );
  }
  const encode = object.string("encode", "onehot");

  function ordinal(input: Table): DenseMatrix {
    const matrix = check.dense(input);
    const data = new Float64Array(matrix.data.length);
    for (let i = 0; i < data.length; i++) {
      data[i] = countUpTo(edges[i % matrix.columns]!, matrix.data[i]!);
    }
    return { ...matrix, data };
  }

  function oneHot(input: Table): Table {
    const matrix = ordinal(input);
    const width = edges.reduce((sum, list) => sum + list.length + 1, 0);
    const builder = new SparseBuilder(matrix.rows, width);
    for (let row = 0; row < matrix.rows; row++) {
      let offset = 0;
      for (let i = 0; i < matrix.columns; i++) {
        builder.push(offset + matrix.data[row * matrix.columns + i]!, 1);
        offset += edges[i]!.length + 1;
      }
      builder.endRow();
    }
    const result = builder.build();
    return encode === "onehot" ? result : sparseToDense(result);
  }

  const transform = encode === "ordinal" ? ordinal : oneHot;
  return { className, structure: [className], transform };
}

/** The edges between bins of each column, without the outermost. */
function readInnerEdges(object: PythonObject): readonly Float64Array[] {
  return object.list("bin_edges_").map((value, column) => {
    if (value instanceof Tensor && value.data.length >= 2) {
      const edges = Float64Array.from(value.data as ArrayLike<number>, Number);
      return edges.subarray(1, -1);
    }
    throw new ModelError(
      `Cannot read ${object.className}.bin_edges_: column ${column} has no two edges`,
    );
  });
}
