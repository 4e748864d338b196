const PERIOD = /^\d{4}(?:\/\d{2}){0,4}$/;

/**
 * When the period of a folder is over.
 *
 * @param period The folder, as in `2026/09/30/09`: a year, and as much of month, day, hour and minute as the rolling rate has.
 * @returns The end in epoch milliseconds, in UTC; `undefined` if it is not such a folder.
 */
export function periodEndMs(period: string): number | undefined {
  if (!PERIOD.test(period)) return undefined;
  const parts = period.split("/").map(Number);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.with(
    -1,
    parts.at(-1)! + 1,
  );
  return Date.UTC(year, month - 1, day, hour, minute);
}
