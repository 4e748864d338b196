import type { Logger } from "../../logger.ts";
import { configurationReason } from "../configuration_error.ts";
import type { Renewal } from "./renewal.ts";

/**
 * Reads things anew each time that the process gets SIGHUP. Where one cannot
 * be read, what was read before stays.
 *
 * @param renewals What is read anew; where there is none, SIGHUP is not listened to.
 * @param log Where it is told.
 * @returns What ends it.
 */
export function renewOnHangUp(
  renewals: readonly Renewal[],
  log: Logger,
): Disposable {
  if (renewals.length === 0) return { [Symbol.dispose]() {} };
  const listener = () => {
    for (const renewal of renewals) void renewed(renewal, log);
  };
  Deno.addSignalListener("SIGHUP", listener);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", listener),
  };
}

async function renewed(renewal: Renewal, log: Logger): Promise<void> {
  try {
    await renewal.renew();
    log.info(`SIGHUP: ${renewal.subject} were read anew`);
  } catch (error) {
    log.error(
      `${configurationReason(error)}: ${renewal.subject} stay as they were`,
    );
  }
}
