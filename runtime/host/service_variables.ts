import type { AppOptions } from "../app_settings.ts";
import { Cors } from "../cors.ts";
import { ConfigurationError } from "./configuration_error.ts";

/** The variables of Azure ML's server that say what a service is called, which pages may ask, and how long scoring may take. */
export const SERVICE_VARIABLES = [
  "SERVICE_NAME",
  "SERVICE_VERSION",
  "SERVICE_PATH_PREFIX",
  "AML_CORS_ORIGINS",
  "SERVER_VERSION_LOG_RESPONSE_ENABLED",
  "SCORING_TIMEOUT_MS",
] as const;

/** What these variables decide. */
export type ServiceOptions = Pick<
  AppOptions,
  | "serviceName"
  | "serviceVersion"
  | "servicePathPrefix"
  | "cors"
  | "showVersion"
  | "timeoutMs"
>;

/**
 * Reads what these variables say: from the
 * `environment_variables` of its deployment, else from the environment. An
 * empty variable is none.
 *
 * @param own The deployment's variables.
 * @param variable Reads a variable of the environment.
 * @returns The options of the app.
 * @throws {ConfigurationError} If a time is none.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { serviceOptions } from "./service_variables.ts";
 *
 * const options = serviceOptions({ SERVICE_NAME: "iris" }, () => undefined);
 * assertEquals(options, { serviceName: "iris" });
 * ```
 */
export function serviceOptions(
  own: Readonly<Record<string, string>>,
  variable: (name: string) => string | undefined,
): ServiceOptions {
  const [name, version, prefix, origins, shows, timeout] = SERVICE_VARIABLES
    .map((key) => own[key] || variable(key));
  return {
    ...(name ? { serviceName: name } : {}),
    ...(version ? { serviceVersion: version } : {}),
    ...(prefix ? { servicePathPrefix: prefix } : {}),
    ...(origins ? { cors: new Cors(origins) } : {}),
    ...(timeout ? { timeoutMs: timeOf(timeout) } : {}),
    ...(shows ? { showVersion: shows.toLowerCase() === "true" } : {}),
  };
}

/** Milliseconds; 0 for no limit. */
function timeOf(text: string): number {
  if (/^\s*\d{1,15}\s*$/.test(text)) return Number(text);
  throw new ConfigurationError(
    `Cannot use SCORING_TIMEOUT_MS: expected a whole number of milliseconds, found ${
      JSON.stringify(text)
    }`,
  );
}

/**
 * Reads a variable of the process.
 *
 * @param name Its name.
 * @returns Its value; `undefined` too where the process may not read it.
 */
export function grantedVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
