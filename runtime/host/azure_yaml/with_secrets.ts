import { ConfigurationError } from "../configuration_error.ts";

/** The variables of a deployment. */
export interface Secretive {
  /** The deployment's file. */
  readonly path: string;
  /** `environment_variables`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those that are secrets of Azure's, with their lines. */
  readonly secretLines: Readonly<Record<string, number>>;
}

/**
 * The variables of a deployment, each secret of Azure's replaced by what the
 * variable of that name has here.
 *
 * @param deployment The deployment.
 * @param variable Reads a variable.
 * @returns The variables.
 * @throws {ConfigurationError} If a secret has no variable, with its line.
 */
export function withSecrets(
  deployment: Secretive,
  variable: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const { path, environment, secretLines } = deployment;
  const secrets = Object.entries(secretLines).map(([name, line]) => {
    const value = variable(name);
    if (value !== undefined) return [name, value];
    throw new ConfigurationError(
      `Cannot read ${path}: line ${line}, "environment_variables.${name}" is a secret that Azure alone can look up; set the variable ${name} for samla, which then has it from there`,
    );
  });
  return { ...environment, ...Object.fromEntries(secrets) };
}
