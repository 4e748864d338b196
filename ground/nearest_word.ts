/**
 * The word that somebody may have meant.
 *
 * @param word What was written.
 * @param words The words that there are.
 * @returns The one that takes the fewest changes, case and dashes aside; `undefined` if none is near.
 */
export function nearestWord(
  word: string,
  words: Iterable<string>,
): string | undefined {
  const written = plain(word);
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const one of words) {
    // Each word differs in its length by at least as many letters.
    if (Math.abs(plain(one).length - written.length) >= least) continue;
    const changes = changesBetween(written, plain(one));
    if (changes < least) [nearest, least] = [one, changes];
  }
  return nearest;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll("-", "_");
}

/** How many letters are to be added, dropped, replaced or swapped with the next. */
function changesBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[j - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length]!;
}
