import type { AppOptions } from "../app_settings.ts";
import { Cors } from "../cors.ts";

/** The variables of Azure ML's server that say what a service is called and which pages may ask. */
export const SERVICE_VARIABLES = [
  "SERVICE_NAME",
  "SERVICE_VERSION",
  "SERVICE_PATH_PREFIX",
  "AML_CORS_ORIGINS",
  "SERVER_VERSION_LOG_RESPONSE_ENABLED",
] as const;

/** What these variables decide. */
export type ServiceOptions = Pick<
  AppOptions,
  | "serviceName"
  | "serviceVersion"
  | "servicePathPrefix"
  | "cors"
  | "showVersion"
>;

/**
 * Reads what a service is called, and which pages may ask: from the
 * `environment_variables` of its deployment, else from the environment. An
 * empty variable is none.
 *
 * @param own The deployment's variables.
 * @param variable Reads a variable of the environment.
 * @returns The options of the app.
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
  const [name, version, prefix, origins, shows] = SERVICE_VARIABLES.map((key) =>
    own[key] || variable(key)
  );
  return {
    ...(name ? { serviceName: name } : {}),
    ...(version ? { serviceVersion: version } : {}),
    ...(prefix ? { servicePathPrefix: prefix } : {}),
    ...(origins ? { cors: new Cors(origins) } : {}),
    ...(shows ? { showVersion: shows.toLowerCase() === "true" } : {}),
  };
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
