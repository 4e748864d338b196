/** What can be read anew while a host serves. */
export interface Renewal {
  /** What it is, as a log names it. */
  readonly subject: string;
  /**
   * Reads it anew.
   *
   * @returns When what comes next meets the new.
   * @throws {ConfigurationError} If it will not do; then what was read before stays.
   */
  renew(): Promise<void>;
}
