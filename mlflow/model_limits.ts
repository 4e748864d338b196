/** How large a model may become while it is loaded. */
export interface ModelLimits {
  /**
   * The most bytes that one file of a model may take in memory, unpacked and
   * read. Default: 256 MiB and twenty times the file, which models come nowhere
   * near and files that were made to fill the memory do.
   */
  readonly maxModelBytes?: number;
}

const SPARE_BYTES = 256 * 2 ** 20;
const MAX_RATIO = 20;

/** What to do about a limit, for the end of a message. */
export const IF_REALLY_LARGE =
  "if the model is really so large, say so with --max-model-mb";

/**
 * The most that a file may take in memory.
 *
 * @param fileBytes The size of the file as it was stored.
 * @param limits What the host was told, if it was.
 * @returns The limit, in bytes.
 */
export function memoryLimit(
  fileBytes: number,
  limits: ModelLimits = {},
): number {
  return limits.maxModelBytes ?? SPARE_BYTES + MAX_RATIO * fileBytes;
}
