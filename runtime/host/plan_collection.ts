import {
  collectEverything,
  collectNothing,
  type CollectorConfig,
  type CollectorSetting,
  collectorSettingsOf,
  parseCollectorConfig,
  parseMdcConfig,
  withCollectorSettings,
} from "../../collector/mod.ts";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/** What is said about collecting, and where. */
export interface CollectionSources {
  /** `data_collector` of a deployment, and the deployment's file. */
  readonly dataCollector?: unknown;
  readonly file?: string;
  /** Whether the command says to collect. */
  readonly collect: boolean;
  /** Settings that the command gives, by their name in `data_collector`. */
  readonly settings: Readonly<
    Partial<Record<CollectorSetting, string | undefined>>
  >;
  /** The variables of the environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Variables of the environment that say what to collect, and how. */
export const COLLECTOR_VARIABLES = [
  "AZUREML_MDC_CONFIG_PATH",
  "SAMLA_ROLLING_RATE",
  "SAMLA_SAMPLING_RATE",
  "SAMLA_DURABILITY",
  "SAMLA_LARGE_PAYLOAD_BYTES",
  "SAMLA_BATCH_WINDOW_MS",
  "SAMLA_MAX_DISK_BYTES",
  "SAMLA_KEEP_LOCAL",
] as const;

/**
 * Decides what is collected: the deployment says it, else the flag `--collect`,
 * else the file that `AZUREML_MDC_CONFIG_PATH` names, else nothing is. Single
 * settings of the environment win over that, and flags over both.
 *
 * @param sources What is said.
 * @returns The configuration.
 * @throws {ConfigurationError} If a key or a value is wrong, or the file cannot be read.
 */
export async function planCollection(
  sources: CollectionSources,
): Promise<CollectorConfig> {
  try {
    const config = await baseOf(sources);
    const fromEnvironment = withCollectorSettings(
      config,
      collectorSettingsOf(sources.variables),
      "the environment",
    );
    return withCollectorSettings(
      fromEnvironment,
      sources.settings,
      "the command line",
    );
  } catch (error) {
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}

async function baseOf(sources: CollectionSources): Promise<CollectorConfig> {
  const { dataCollector, file, collect, variables } = sources;
  if (dataCollector !== undefined && dataCollector !== null) {
    return parseCollectorConfig(dataCollector, `data_collector in ${file}`);
  }
  if (collect) return collectEverything();
  const path = variables.AZUREML_MDC_CONFIG_PATH;
  if (path === undefined || path === "") return collectNothing();
  return parseMdcConfig(await Deno.readTextFile(path), path);
}

/**
 * The variables of the environment that this host reads, as far as it may.
 *
 * @returns Those that are set.
 */
export function collectorVariables(): Record<string, string | undefined> {
  return Object.fromEntries(
    COLLECTOR_VARIABLES.map((name) => [name, Deno.env.get(name)]),
  );
}
