import type { SparseMatrix } from "../../../python/python_object.ts";
import type { DenseMatrix, Table } from "../estimator.ts";
import { isSparse } from "./sparse.ts";
import { zeros } from "./slice_columns.ts";

/** The most numbers that a block may become when it is made dense: 32 MiB of doubles. */
const BLOCK_NUMBERS = 2 ** 22;

/**
 * Answers a table, a sparse one in blocks of rows, so that an estimator that
 * needs dense rows does not make all of them dense at once.
 *
 * @param input The table.
 * @param answer What answers a table, row by row.
 * @returns What `answer` gives for the whole.
 */
export function answerInBlocks(
  input: Table,
  answer: (block: Table) => DenseMatrix,
): DenseMatrix {
  if (!isSparse(input)) return answer(input);
  const { rows, columns } = input;
  const step = Math.max(1, Math.floor(BLOCK_NUMBERS / Math.max(1, columns)));
  if (rows <= step) return answer(input);
  const first = answer(rowsOfSparse(input, 0, step));
  const result = zeros(rows, first.columns);
  result.data.set(first.data);
  for (let row = step; row < rows; row += step) {
    const end = Math.min(rows, row + step);
    const { data } = answer(rowsOfSparse(input, row, end));
    result.data.set(data, row * first.columns);
  }
  return result;
}

function rowsOfSparse(
  matrix: SparseMatrix,
  begin: number,
  end: number,
): SparseMatrix {
  const from = matrix.indptr[begin]!;
  const to = matrix.indptr[end]!;
  return {
    kind: "sparse",
    rows: end - begin,
    columns: matrix.columns,
    indptr: matrix.indptr.slice(begin, end + 1).map((at) => at - from),
    indices: matrix.indices.subarray(from, to),
    data: matrix.data.subarray(from, to),
  };
}
