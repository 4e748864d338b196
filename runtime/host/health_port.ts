/** The variable of Azure ML's server, as it spells it, that asks for a port of its own for probes. */
export const HEALTH_VARIABLE = "SEPERATE_HEALTH_ENDPOINT";
/** The port that it takes then. */
const USUAL_PORT = 5000;

/**
 * The port on which probes are answered too: what the command line says, else
 * the usual one where the variable is exactly `true`.
 *
 * @param asked What the command line says.
 * @param variable Reads a variable.
 * @returns The port; `undefined` for none.
 */
export function healthPort(
  asked: number | undefined,
  variable: (name: string) => string | undefined,
): number | undefined {
  return asked ??
    (variable(HEALTH_VARIABLE) === "true" ? USUAL_PORT : undefined);
}
