import type { Finding } from "./finding.ts";

/** The variables that say who a host is, in the order in which they win. */
export const CREDENTIAL_VARIABLES = [
  "AZURE_STORAGE_CONNECTION_STRING",
  "AZURE_STORAGE_ACCOUNT",
  "AZURE_STORAGE_KEY",
  "AZURE_STORAGE_SAS_TOKEN",
  "MSI_ENDPOINT",
  "MSI_SECRET",
  "UAI_CLIENT_ID",
  "AZURE_CLIENT_ID",
  "AZURE_TENANT_ID",
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_FEDERATED_TOKEN_FILE",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
] as const;

/** What is of use only with another. */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  "AZURE_STORAGE_ACCOUNT": ["AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"],
  "AZURE_STORAGE_KEY": ["AZURE_STORAGE_ACCOUNT"],
  "AZURE_STORAGE_SAS_TOKEN": ["AZURE_STORAGE_ACCOUNT"],
  "MSI_ENDPOINT": ["MSI_SECRET"],
  "MSI_SECRET": ["MSI_ENDPOINT"],
  "AZURE_CLIENT_SECRET": ["AZURE_TENANT_ID"],
  "MLFLOW_TRACKING_USERNAME": ["MLFLOW_TRACKING_PASSWORD"],
  "MLFLOW_TRACKING_PASSWORD": ["MLFLOW_TRACKING_USERNAME"],
};

/**
 * Says which credentials the environment has, by the names of their variables
 * and never by what they hold.
 *
 * @param variable Reads a variable.
 * @returns What was found.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { examineCredentials } from "./examine_credentials.ts";
 *
 * const found = examineCredentials((name) => name === "MSI_SECRET" ? "x" : undefined);
 * assertEquals(found.verdict, "wrong");
 * ```
 */
export function examineCredentials(
  variable: (name: string) => string | undefined,
): Finding {
  const what = "credentials";
  const present = CREDENTIAL_VARIABLES.filter((name) => variable(name));
  if (present.length === 0) {
    return {
      verdict: "ok",
      what,
      seen:
        "no variable names any: Azure is asked as who is signed in, or as the machine's identity",
    };
  }
  const seen = present.join(", ");
  for (const name of present) {
    const others = PAIRS[name];
    if (others === undefined || others.some((other) => variable(other))) {
      continue;
    }
    return {
      verdict: "wrong",
      what,
      seen,
      advice: `${name} is of no use without ${others.join(" or ")}: set it too`,
    };
  }
  return { verdict: "ok", what, seen };
}
