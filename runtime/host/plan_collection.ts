import { LineCounter, parseDocument } from "yaml";
import {
  collectEverything,
  collectNothing,
  COLLECTOR_SETTINGS,
  type CollectorConfig,
  collectorSettingsOf,
  type CollectorSettingTexts,
  parseCollectorConfig,
  parseMdcConfig,
  SettingError,
  settingVariable,
  withCollectorSettings,
} from "../../collector/mod.ts";
import {
  ConfigurationError,
  configurationReason,
  errorInFile,
} from "./configuration_error.ts";
import { yamlLine } from "./yaml_line.ts";

/** What is said about collecting, and where. */
export interface CollectionSources {
  /** `data_collector` of a deployment, and the deployment's file. */
  readonly dataCollector?: unknown;
  readonly file?: string;
  /** Whether the command says to collect. */
  readonly collect: boolean;
  /** Settings that the command gives, by their name in `data_collector`. */
  readonly settings: CollectorSettingTexts;
  /** The variables of the environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

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
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(asTyped(configurationReason(error)), {
      cause: error,
    });
  }
}

/** Names a flag and a variable as they are typed. */
function asTyped(reason: string): string {
  return reason
    .replace(
      /"the command line\.(\w+)"/,
      (_, name: string) => `--${name.replaceAll("_", "-")}`,
    )
    .replace(
      /"the environment\.(\w+)"/,
      (_, name: string) => settingVariable(name),
    );
}

async function baseOf(sources: CollectionSources): Promise<CollectorConfig> {
  const { dataCollector, file, collect, variables } = sources;
  if (dataCollector !== undefined && dataCollector !== null) {
    return await withLine(
      () => parseCollectorConfig(dataCollector, "data_collector"),
      { file: file ?? "", above: ["data_collector"] },
    );
  }
  if (collect) return collectEverything();
  const path = variables.AZUREML_MDC_CONFIG_PATH;
  if (path === undefined || path === "") return collectNothing();
  const text = await Deno.readTextFile(path);
  return await withLine(
    () => parseMdcConfig(text, path),
    { file: path, above: [] },
  );
}

/** Gives an error the line of the file that its key stands in. */
async function withLine(
  parse: () => CollectorConfig,
  place: { readonly file: string; readonly above: readonly string[] },
): Promise<CollectorConfig> {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const { file, above } = place;
    const lines = new LineCounter();
    // JSON is YAML too.
    const document = parseDocument(await Deno.readTextFile(file), {
      lineCounter: lines,
    });
    const line = yamlLine(document, lines, [...above, ...error.keys]);
    throw errorInFile({ file, line }, error);
  }
}

/**
 * The variables of the environment that this host reads, as far as it may.
 *
 * @returns Those that are set.
 */
export function collectorVariables(): Record<string, string | undefined> {
  const names = [
    "AZUREML_MDC_CONFIG_PATH",
    ...Object.values(COLLECTOR_SETTINGS).map(({ name }) =>
      settingVariable(name)
    ),
  ];
  return Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
}
