/** The digits at the end of a name count the files that were begun anew. */
const SERIAL_DIGITS = 6;
/** How many of them are one worker's own. */
const OF_ONE = 1000;
const WORKERS = 10 ** SERIAL_DIGITS / OF_ONE;

/**
 * The name of the files of one of a host's workers: another one for each, and
 * of the same writer, so that what ships knows them for the host's own.
 *
 * @param instanceId The host's name.
 * @param worker How many workers were started before.
 * @returns The name.
 */
export function writerName(instanceId: string, worker: number): string {
  const serial = (worker % WORKERS) * OF_ONE;
  return instanceId.slice(0, -SERIAL_DIGITS) +
    String(serial).padStart(SERIAL_DIGITS, "0");
}
