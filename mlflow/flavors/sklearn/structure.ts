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
