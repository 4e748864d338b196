/** Who looks at requests there. */
const INSIGHTS =
  "set OTEL_EXPORTER_OTLP_ENDPOINT, and have an OpenTelemetry Collector bring it to Application Insights";
/** What is collected there. */
const COLLECTED = "collect with --collect, or with data_collector in a YAML";

/** The variables of Azure ML's server that mean nothing here, and what is done instead. */
export const REPLACED_VARIABLES: Readonly<Record<string, string>> = {
  "AML_APP_INSIGHTS_ENABLED": INSIGHTS,
  "AML_APP_INSIGHTS_KEY": INSIGHTS,
  "APP_INSIGHTS_LOG_RESPONSE_ENABLED": INSIGHTS,
  "AML_MDC_STORAGE_ENABLED": COLLECTED,
  "AML_MODEL_DC_STORAGE_ENABLED": COLLECTED,
  "AZUREML_DEBUG_PORT":
    "debug a module with the inspector of its own platform, without the host",
  "AZUREML_LOG_LEVEL": "use --log-level",
  "AZUREML_SOURCE_DIRECTORY":
    "import by path, or by the import map of the script's project",
  "WORKER_PRELOAD": "the arrays of a model are in memory once as it is",
  "WORKER_TIMEOUT":
    "use --timeout-ms or SCORING_TIMEOUT_MS, and --isolation worker to end what overstays",
};

/**
 * What whoever starts a host should know of the variables that Azure ML's
 * server has and this host does nothing with.
 *
 * @param own The `environment_variables` of the deployment.
 * @param variable Reads a variable of the environment.
 * @returns One sentence for what is done instead of some variables; those that are `false` ask for nothing.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { variableRemarks } from "./variable_remarks.ts";
 *
 * const remarks = variableRemarks({}, (name) =>
 *   name === "AZUREML_LOG_LEVEL" ? "DEBUG" : undefined);
 * assertEquals(remarks, [
 *   "AZUREML_LOG_LEVEL means nothing here: use --log-level",
 * ]);
 * ```
 */
export function variableRemarks(
  own: Readonly<Record<string, string>>,
  variable: (name: string) => string | undefined,
): string[] {
  const named = new Map<string, string[]>();
  for (const [name, instead] of Object.entries(REPLACED_VARIABLES)) {
    const value = own[name] ?? variable(name) ?? "";
    if (value === "" || value.toLowerCase() === "false") continue;
    const names = named.get(instead);
    if (names === undefined) named.set(instead, [name]);
    else names.push(name);
  }
  return [...named].map(([instead, names]) =>
    `${names.join(", ")} ${
      names.length === 1 ? "means" : "mean"
    } nothing here: ${instead}`
  );
}
