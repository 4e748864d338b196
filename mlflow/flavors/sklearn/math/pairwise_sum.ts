/**
 * The sum of some neighbouring numbers in numpy's order: eight partial sums
 * from eight numbers on, halves from 129 on.
 *
 * @param data The numbers.
 * @param at The position of the first.
 * @param length How many there are.
 */
export function pairwiseSum(
  data: Float64Array,
  at: number,
  length: number,
): number {
  if (length > 128) {
    let half = length >> 1;
    half -= half % 8;
    return pairwiseSum(data, at, half) +
      pairwiseSum(data, at + half, length - half);
  }
  const whole = length < 8 ? 0 : length - length % 8;
  let sum = 0;
  if (whole > 0) {
    const partial = data.slice(at, at + 8);
    for (let i = 8; i < whole; i++) partial[i % 8]! += data[at + i]!;
    sum = partial[0]! + partial[1]! + (partial[2]! + partial[3]!) +
      (partial[4]! + partial[5]! + (partial[6]! + partial[7]!));
  }
  for (let i = whole; i < length; i++) sum += data[at + i]!;
  return sum;
}
