import type { Estimator } from "../estimator.ts";

/** The lines of some estimators inside another one, for `inspect`. */
export function structureOf(
  head: string,
  nested: readonly Estimator[],
): string[] {
  return [head, ...nested.flatMap(({ structure }) => indent(structure))];
}

/**
 * The lines of a nested estimator, two spaces further in.
 *
 * @param lines The lines of its `structure`.
 * @param name What it is called in the outer one, put before its class: `scale: StandardScaler`.
 */
export function indent(
  lines: readonly string[],
  name?: string,
): readonly string[] {
  return lines.map((line, i) =>
    i === 0 && name !== undefined ? `  ${name}: ${line}` : `  ${line}`
  );
}
