import { join } from "node:path";
import {
  readTrackingSettings,
  TRACKING_VARIABLES,
  type TrackingSettings,
  type TrackingVariables,
} from "../../mlflow/tracking/tracking_settings.ts";
import { ConfigurationError } from "./configuration_error.ts";

/**
 * Reads which tracking servers the environment names, and who one is for them.
 *
 * @param options The server if no variable names one.
 * @returns The servers.
 * @throws {ModelError} If an address cannot be read, or a token cannot be sent; no value is in the message.
 * @throws {ConfigurationError} If a variable or the credentials file may not be read.
 */
export async function trackingSettings(
  options: { readonly fallbackUrl?: string } = {},
): Promise<TrackingSettings> {
  return readTrackingSettings(trackingVariables(), {
    credentialsFile: await credentialsFile(),
    ...options,
  });
}

function trackingVariables(): TrackingVariables {
  return Object.fromEntries(
    TRACKING_VARIABLES.map((name) => [name, variable(name)]),
  );
}

function variable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new ConfigurationError(
      `Cannot read the variable ${name}, which says where models come from: grant it with --allow-env=MLFLOW_*,HOME`,
      { cause: error },
    );
  }
}

/** The text of `~/.mlflow/credentials`; empty if there is none. */
async function credentialsFile(): Promise<string> {
  const home = variable("HOME");
  if (!home) return "";
  const path = join(home, ".mlflow", "credentials");
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw new ConfigurationError(
      `Cannot read ${path}, which says who one is for the tracking server: no permission was given`,
      { cause: error },
    );
  }
}
