import { resolve } from "node:path";
import type { Logger } from "../../logger.ts";
import { configurationReason } from "../configuration_error.ts";
import type { KeyAccess } from "./key_access.ts";
import { readKeys } from "./read_keys.ts";

/**
 * Reads the keys anew each time that the process gets SIGHUP. Where they cannot
 * be read, those that were known stay.
 *
 * @param access Who may ask.
 * @param keyFile The file of the keys.
 * @param log Where it is told.
 * @returns What ends it.
 */
export function rotateKeys(
  access: KeyAccess,
  keyFile: string,
  log: Logger,
): Disposable {
  const rotate = async () => {
    try {
      access.replace(await readKeys(resolve(keyFile)));
      log.info("SIGHUP: the keys of those who may ask were read anew");
    } catch (error) {
      log.error(
        `${configurationReason(error)}: the keys that were known stay`,
      );
    }
  };
  const listener = () => void rotate();
  Deno.addSignalListener("SIGHUP", listener);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", listener),
  };
}
