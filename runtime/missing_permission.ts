/** A permission that code was refused. */
export interface MissingPermission {
  /** What it would be, as `net access to "features.example.com:443"`. */
  readonly access: string;
  /** The flag that grants it, as `--allow-net=features.example.com:443`. */
  readonly flag: string;
}

/** How the platform tells of a permission that it refuses. */
const TOLD = /Requires ((\w+) access(?: to "([^"]*)")?)/;

/**
 * Which permission something failed for.
 *
 * @param error What was thrown.
 * @returns The permission; `undefined` if it failed for something else.
 */
export function missingPermission(
  error: unknown,
): MissingPermission | undefined {
  if (!(error instanceof Error) || error.name !== "NotCapable") {
    return undefined;
  }
  const told = TOLD.exec(error.message);
  if (told === null) return undefined;
  const [, access = "", kind = "", name] = told;
  const value = name === undefined ? "" : `=${name}`;
  return { access, flag: `--allow-${kind}${value}` };
}
