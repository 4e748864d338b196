import { assertEquals } from "@std/assert";
import { answerInBlocks } from "../../../../../mlflow/flavors/sklearn/table/answer_in_blocks.ts";
import { toDense } from "../../../../../mlflow/flavors/sklearn/table/dense.ts";
import type {
  DenseMatrix,
  Table,
} from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import type { SparseMatrix } from "../../../../../mlflow/python/python_object.ts";

const COLUMNS = 1_500_000;

/** One entry a row: row i has i + 1 in column 2i. */
function diagonal(rows: number): SparseMatrix {
  return {
    kind: "sparse",
    rows,
    columns: COLUMNS,
    indptr: Int32Array.from({ length: rows + 1 }, (_, i) => i),
    indices: Int32Array.from({ length: rows }, (_, i) => 2 * i),
    data: Float64Array.from({ length: rows }, (_, i) => i + 1),
  };
}

Deno.test("a wide sparse table is made dense a few rows at a time, with the answer of the whole", () => {
  const seen: number[] = [];
  const answer = (block: Table): DenseMatrix => {
    const { rows, columns, data } = toDense(block);
    seen.push(rows);
    const found = new Float64Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      const at = data.subarray(row * columns, (row + 1) * columns)
        .findIndex((value) => value !== 0);
      found[2 * row] = at;
      found[2 * row + 1] = data[row * columns + at]!;
    }
    return { rows, columns: 2, data: found };
  };
  const { rows, columns, data } = answerInBlocks(diagonal(5), answer);
  assertEquals([rows, columns], [5, 2]);
  assertEquals(Array.from(data), [0, 1, 2, 2, 4, 3, 6, 4, 8, 5]);
  assertEquals(seen, [2, 2, 1]);
});
