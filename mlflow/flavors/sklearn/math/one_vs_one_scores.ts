import type { DenseMatrix } from "../estimator.ts";
import { zeros } from "../table/slice_columns.ts";

/**
 * One score a class of one vote a pair of classes: the number of votes, and less
 * than a third of a vote for how sure they were.
 *
 * @param votes One column a pair (0, 1), (0, 2), …: 0 for its first class, 1 for its second.
 * @param confidences How sure each pair is of its second class.
 * @param classes The number of classes.
 */
export function oneVsOneScores(
  votes: DenseMatrix,
  confidences: DenseMatrix,
  classes: number,
): DenseMatrix {
  const { rows, columns } = votes;
  const result = zeros(rows, classes);
  const sums = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    const to = row * classes;
    let from = row * columns;
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, from++) {
        const confidence = confidences.data[from]!;
        sums[i]! -= confidence;
        sums[j]! += confidence;
        if (votes.data[from] === 0) result.data[to + i]!++;
        else if (votes.data[from] === 1) result.data[to + j]!++;
      }
    }
    for (let k = 0; k < classes; k++) {
      result.data[to + k]! += sums[k]! / (3 * (Math.abs(sums[k]!) + 1));
    }
  }
  return result;
}
