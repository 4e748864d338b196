const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const YEAR = /^\d{4}$/;
const MAX_LENGTH = 100;

/**
 * Whether a name can be one folder of the collected data.
 *
 * @param name The name.
 * @returns Whether {@linkcode checkPathSegment} takes it.
 */
export function isPathSegment(name: string): boolean {
  return name.length <= MAX_LENGTH && SEGMENT.test(name) && !YEAR.test(name);
}

/**
 * Refuses a name that cannot be one folder of the collected data.
 *
 * @param kind What the name is of, for the message: `collection`, `endpoint`, `deployment`.
 * @param name The name.
 * @returns The name.
 * @throws {RangeError} If it is empty, longer than 100 characters, has any but ASCII letters, digits, `_`, `-` and `.`, begins with `.` or `-`, or reads as a year.
 */
export function checkPathSegment(kind: string, name: string): string {
  if (name.length > MAX_LENGTH) {
    throw new RangeError(
      `Cannot use the ${kind} name ${
        JSON.stringify(name.slice(0, 20))
      }…: it has ${name.length} characters, at most ${MAX_LENGTH} are allowed`,
    );
  }
  if (!isPathSegment(name)) {
    throw new RangeError(
      `Cannot use the ${kind} name ${
        JSON.stringify(name)
      }: use letters, digits, "_", "-" and ".", begin with a letter, a digit or "_", and take no bare year`,
    );
  }
  return name;
}
