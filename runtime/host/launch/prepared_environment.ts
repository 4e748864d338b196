import type { Variables } from "./launch_context.ts";

/** What any process needs to run, what Deno reads for itself, and what says how to reach servers. */
const BASE =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|XDG_CACHE_HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|ComSpec|PATHEXT|DENO_\w+|npm_config_\w+|SSL_CERT_\w+|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|https?_proxy|no_proxy|NO_COLOR|FORCE_COLOR|CLICOLOR_FORCE|LOG_STREAM|LOG_TOKENS)$/i;
/** What says who one is for Azure and for a tracking server, and what the collector is told. */
const OWN =
  /^(?:AZURE_\w+|MSI_\w+|IDENTITY_\w+|IMDS_\w+|UAI_CLIENT_ID|AZUREML_\w+|MLFLOW_\w+|SAMLA_\w+)$/;

/**
 * The variables for a host that may read any: only those that it has a use for.
 * The client of Azure reads variables without naming them.
 *
 * @param variables All there are.
 * @param others The names of further ones that it is given.
 * @returns Those that it is given.
 */
export function preparedEnvironment(
  variables: Variables,
  others: ReadonlySet<string>,
): Record<string, string> {
  const prepared: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) continue;
    if (BASE.test(name) || OWN.test(name) || others.has(name)) {
      prepared[name] = value;
    }
  }
  return prepared;
}
