/** What `~/.mlflow/credentials` says. */
export interface FileCredentials {
  /** `mlflow_tracking_username`. */
  readonly username: string | undefined;
  /** `mlflow_tracking_password`. */
  readonly password: string | undefined;
}

/**
 * Reads the section `[mlflow]` of MLflow's credentials file, an INI file as
 * Python's `configparser` reads it: `key = value` or `key: value`, keys in any
 * case, comments on lines of their own, `%%` for a percent sign.
 *
 * @param text The file's text; empty if there is none.
 * @returns What it says; lines that say nothing are left alone.
 */
export function readCredentialsFile(text: string): FileCredentials {
  const found = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header !== null) section = header[1]!;
    const pair = /^([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (section !== "mlflow" || header !== null || pair === null) continue;
    found.set(pair[1]!.toLowerCase(), pair[2]!.replaceAll("%%", "%"));
  }
  return {
    username: found.get("mlflow_tracking_username"),
    password: found.get("mlflow_tracking_password"),
  };
}
