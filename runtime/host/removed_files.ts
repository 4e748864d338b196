import type { ShipThread } from "../../collector/host/shipping/ship_thread.ts";
import type { Collection, RemovedFile } from "../../collector/mod.ts";
import type { Logger } from "../logger.ts";

/** Tells of files of collected data that somebody removed under a host. */
export class RemovedFiles {
  readonly #log: Logger;
  /** Who knows what of a file is in the store. */
  shipping: Pick<ShipThread, "removed"> | undefined;

  /**
   * Tells of nothing yet.
   *
   * @param log Where it is said.
   */
  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Tells of a file.
   *
   * @param file The file, and what was in it.
   * @param collection The collection it was of.
   */
  tell(file: RemovedFile, { name }: Pick<Collection, "name">): void {
    const lost = this.shipping === undefined
      ? "they are lost"
      : "those that were not shipped yet are lost";
    this.#log.error(
      `Cannot keep ${file.events} events of ${name}: somebody removed ${file.path} while it was written to, and ${lost}; what follows goes to a new file`,
    );
    this.shipping?.removed(file);
  }
}
