/** Where the host writes what happened; structured properties are appended to the line. */
export interface Logger {
  /** What only somebody looking for a fault wants. */
  debug(message: string, properties?: Record<string, unknown>): void;
  /** What happened. */
  info(message: string, properties?: Record<string, unknown>): void;
  /** What should be looked at. */
  warn(message: string, properties?: Record<string, unknown>): void;
  /** What failed. */
  error(message: string, properties?: Record<string, unknown>): void;
}

/** A logger that writes nothing. */
export const SILENT: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
