/** What a host does in a container, and the letters of a SAS that each permit it. */
const NEEDED: readonly (readonly [doing: string, letters: string])[] = [
  ["read", "r"],
  ["create", "cw"],
  ["add", "aw"],
];

/**
 * What a shared access signature does not permit of what shipping needs. One
 * that names a stored policy says nothing of it, and is tried.
 *
 * @param sas The signature, without `?`.
 * @returns What is missing, as `create`; empty if nothing is, or if it cannot be known.
 */
export function missingPermissions(sas: string): string[] {
  const fields = new URLSearchParams(sas);
  const permissions = fields.get("sp");
  if (permissions === null) return [];
  const missing = NEEDED
    .filter(([, letters]) =>
      ![...letters].some((letter) => permissions.includes(letter))
    )
    .map(([doing]) => doing);
  // A signature of a whole account says which kinds of resources it is for.
  const kinds = fields.get("srt");
  return kinds === null || kinds.includes("o")
    ? missing
    : [...missing, "objects (srt=o)"];
}
