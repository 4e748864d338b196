import { resolve } from "node:path";
import {
  readShippingSettings,
  type ShippingFlags,
} from "../shipping_settings.ts";
import { trackingSettings } from "../tracking_settings.ts";
import { VERSION } from "../../version.ts";
import { examineCredentials } from "./examine_credentials.ts";
import { examineDatastores } from "./examine_datastores.ts";
import { examineFolder } from "./examine_folder.ts";
import { examinePython } from "./examine_python.ts";
import { examineTracking } from "./examine_tracking.ts";
import type { Finding } from "./finding.ts";

/** What `samla doctor` was told. */
export interface DoctorArguments extends ShippingFlags {
  readonly dataDir: string;
  readonly python: string;
}

/**
 * Looks at all that a start may need here.
 *
 * @param flags What the command was told.
 * @returns What was found.
 * @throws {ConfigurationError} If `samla.yml` cannot be read.
 */
export async function examineStart(
  flags: DoctorArguments,
): Promise<readonly Finding[]> {
  const dataDir = resolve(flags.dataDir);
  const shipping = await readShippingSettings(flags, resolve("samla.yml"));
  const [dataFolder, python, tracking, datastores] = await Promise.all([
    examineFolder({ what: "data folder", path: dataDir, flag: "--data-dir" }),
    examinePython(flags.python),
    examineTracking(trackingSettings),
    examineDatastores(shipping),
  ]);
  const { os, arch } = Deno.build;
  return [
    {
      verdict: "ok",
      what: "runtime",
      seen:
        `Samla ${VERSION} on Deno ${Deno.version.deno}, ${os} ${arch}, ${navigator.hardwareConcurrency} cores`,
    },
    dataFolder,
    python,
    examineCredentials((name) => Deno.env.get(name)),
    ...tracking,
    ...datastores,
  ];
}
