import { ModelError } from "../errors.ts";
import { readCredentialsFile } from "./credentials_file.ts";

/** A server, and who one is for it. */
export interface TrackingServer {
  /** Its address, without a slash at the end and without a user. */
  readonly url: string;
  /** The header that proves who one is; never to be logged. */
  readonly authorization: string | undefined;
}

/** Which servers the environment names. */
export interface TrackingSettings {
  /** `MLFLOW_TRACKING_URI`. */
  readonly tracking: TrackingServer | undefined;
  /** `MLFLOW_REGISTRY_URI`; by default the tracking server. */
  readonly registry: TrackingServer | undefined;
}

/** The variables that {@linkcode readTrackingSettings} reads. */
export const TRACKING_VARIABLES = [
  "MLFLOW_TRACKING_URI",
  "MLFLOW_REGISTRY_URI",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
] as const;

/** Variables of a process, by name. */
export type TrackingVariables = Readonly<
  Partial<Record<typeof TRACKING_VARIABLES[number], string | undefined>>
>;

/**
 * Reads which servers there are and who one is, as MLflow's own client does: a
 * user and a password win over a token, a variable over the credentials file,
 * a user in a server's address over both.
 *
 * @param variables The variables.
 * @param options `credentialsFile`: the text of `~/.mlflow/credentials`; `fallbackUrl`: the server if no variable names one.
 * @returns The servers.
 * @throws {ModelError} If an address is not an `http` URL, or a token cannot be sent. No value is in the message.
 */
export function readTrackingSettings(
  variables: TrackingVariables,
  options: {
    readonly credentialsFile?: string;
    readonly fallbackUrl?: string;
  } = {},
): TrackingSettings {
  const file = readCredentialsFile(options.credentialsFile ?? "");
  const authorization = authorizationOf({
    username: variables.MLFLOW_TRACKING_USERNAME || file.username,
    password: variables.MLFLOW_TRACKING_PASSWORD || file.password,
    token: variables.MLFLOW_TRACKING_TOKEN,
  });
  const url = variables.MLFLOW_TRACKING_URI || options.fallbackUrl;
  const tracking = serverOf(url, "MLFLOW_TRACKING_URI", authorization);
  const registryUrl = variables.MLFLOW_REGISTRY_URI;
  const registry = registryUrl
    ? serverOf(registryUrl, "MLFLOW_REGISTRY_URI", authorization)
    : tracking;
  return { tracking, registry };
}

function serverOf(
  text: string | undefined,
  variable: string,
  authorization: string | undefined,
): TrackingServer | undefined {
  if (!text) return undefined;
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === null || !isHttp) {
    throw new ModelError(
      `Cannot use ${variable}: expected the address of a tracking server, as http://127.0.0.1:5000`,
    );
  }
  const inAddress = url.username === ""
    ? undefined
    : basic(unescaped(url.username), unescaped(url.password));
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    authorization: inAddress ?? authorization,
  };
}

function authorizationOf(found: {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
}): string | undefined {
  const { username, password, token } = found;
  if (username && password) return basic(username, password);
  if (!token) return undefined;
  // The platform would say the token in its own message.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ModelError(
      "Cannot use MLFLOW_TRACKING_TOKEN: it has a character that no header may have",
    );
  }
  return `Bearer ${token}`;
}

function unescaped(text: string): string {
  return text.replaceAll(
    /(?:%[\da-f]{2})+/gi,
    (escapes) =>
      new TextDecoder().decode(
        Uint8Array.from(
          escapes.slice(1).split("%"),
          (code) => Number.parseInt(code, 16),
        ),
      ),
  );
}

function basic(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
