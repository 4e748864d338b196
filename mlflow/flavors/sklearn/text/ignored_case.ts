/** Beyond it, Unicode has no letters of two cases. */
const LAST_CASED = 0x1ffff;

/**
 * What Python's `re` takes for the same character when it ignores case. It
 * compares one character with one: the lower case of what it reads, and every
 * other lower case letter of the same upper case (`ı` beside `i`, `ſ` beside
 * `s`), which is more than the flag `i` of JavaScript does.
 */
export class IgnoredCase {
  /** Characters that are the same, at least two together. */
  readonly #groups: readonly (readonly number[])[];

  /** Groups all letters of Unicode, which takes some milliseconds. */
  constructor() {
    const groups = new Map<string, number[]>();
    for (let code = 0; code <= LAST_CASED; code++) {
      const character = String.fromCodePoint(code);
      const lower = lowerCase(character);
      const upper = lower.toUpperCase();
      if (lower === character && upper === character) continue;
      const group = groups.get(upper);
      if (group === undefined) groups.set(upper, [code]);
      else group.push(code);
    }
    this.#groups = [...groups.values()].filter((group) => group.length > 1);
  }

  /**
   * The characters outside of a range that are the same as one inside.
   *
   * @param first The first code point of the range.
   * @param last The last code point, the same one for a single character.
   * @returns Code points.
   */
  others(first: number, last: number): number[] {
    const isInside = (code: number) => first <= code && code <= last;
    return this.#groups
      .filter((group) => group.some(isInside))
      .flatMap((group) => group.filter((code) => !isInside(code)));
  }
}

/** One character for one: `İ` alone would become two. */
function lowerCase(character: string): string {
  return character === "\u0130" ? "i" : character.toLowerCase();
}
