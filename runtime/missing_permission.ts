/** A permission that code was refused. */
export interface MissingPermission {
  /** What it would be, as `net access to "features.example.com:443"`. */
  readonly access: string;
  /** The flag that grants it, as `--allow-net=features.example.com:443`. */
  readonly flag: string;
  /** Where the code asked for it, as `run (file:///score.ts:3:10)`; absent where nothing says it. */
  readonly place: string | undefined;
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
  return { access, flag: `--allow-${kind}${value}`, place: placeIn(error) };
}

/** The first place that is not the platform's own. */
function placeIn({ stack = "" }: Error): string | undefined {
  return stack.split("\n").map((line) =>
    /^ +at (?:async )?(.*)$/.exec(line)?.[1]
  )
    .find((place) => place !== undefined && !/ext:|<anonymous>/.test(place));
}
