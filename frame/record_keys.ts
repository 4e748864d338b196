/** The column names of frames of one shape, and their keys as JSON. */
interface Shape {
  readonly names: readonly string[];
  readonly keys: readonly string[];
}

const MAX_SHAPES = 64;

// A frame decoded from a request has a names array of its own, but as a rule
// the names of the last one: comparing them costs a fifth of escaping them.
const shapes = new Map<string, Shape>();

/**
 * The keys of a row in records JSON, as in `"age":` and, after the first,
 * `,"city":`. Those of shapes seen before are not made again.
 *
 * @param names The column names.
 * @returns One key a column.
 */
export function recordKeys(names: readonly string[]): readonly string[] {
  const first = names[0] ?? "";
  const known = shapes.get(first);
  if (known !== undefined && isSame(known.names, names)) return known.keys;
  const keys = names.map((name, i) =>
    `${i === 0 ? "" : ","}${JSON.stringify(name)}:`
  );
  if (shapes.size >= MAX_SHAPES) shapes.clear();
  shapes.set(first, { names: [...names], keys });
  return keys;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) {
    if (one[i] !== other[i]) return false;
  }
  return true;
}
