/** What a client takes. */
export interface AcceptedCoding {
  /** The coding that it likes best of those that are known; `undefined` if it is to get the answer as it is. */
  readonly name: string | undefined;
  /** Whether it refuses an answer as it is. */
  readonly refusesPlain: boolean;
}

const ITEM = /^([^;\s]+)(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?$/;

/**
 * Reads `Accept-Encoding`: of the codings that a client likes best the first
 * known one is taken.
 *
 * @param header The header's value.
 * @param names The known codings, the best first.
 * @returns The coding to answer in.
 */
export function acceptedCoding(
  header: string,
  names: readonly string[],
): AcceptedCoding {
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(",")) {
    const [, name, weight = "1"] = ITEM.exec(item.trim()) ?? [];
    if (name !== undefined) weights.set(name, Number(weight));
  }
  const others = weights.get("*");
  const plain = weights.get("identity");
  let best: string | undefined;
  // What does not name identity takes it where nothing better is known.
  let bestWeight = plain ?? 0;
  for (const name of names) {
    const weight = weights.get(name) ?? others ?? 0;
    if (weight === 0) continue;
    if (best === undefined ? weight >= bestWeight : weight > bestWeight) {
      best = name;
      bestWeight = weight;
    }
  }
  return { name: best, refusesPlain: (plain ?? others) === 0 };
}
