import { resolve } from "node:path";
import { COLLECTOR_SETTINGS } from "../../../collector/collector_settings.ts";
import { settingVariable } from "../../../collector/settings.ts";
import type { LaunchContext } from "./launch_context.ts";
import type { Needs } from "./needs.ts";

const CONFIG_PATH = "AZUREML_MDC_CONFIG_PATH";

/**
 * Grants what collecting needs: the folder of the data, and the variables that
 * the collector reads.
 *
 * @param needs Where it is granted.
 * @param dataDir The folder of all collected data.
 * @param context What the process knows.
 */
export function addCollectorNeeds(
  needs: Needs,
  dataDir: string,
  { variables }: LaunchContext,
): void {
  const folder = resolve(dataDir);
  needs.add("read", folder).add("write", folder).add(
    "env",
    CONFIG_PATH,
    ...Object.values(COLLECTOR_SETTINGS).map(({ name }) =>
      settingVariable(name)
    ),
  );
  const configPath = variables[CONFIG_PATH];
  if (configPath) needs.add("read", resolve(configPath));
}
