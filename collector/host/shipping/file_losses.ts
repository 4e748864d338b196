import type { RemovedFile, SpooledContent } from "../../spool.ts";

const NOTHING: SpooledContent = { events: 0, bytes: 0 };
/** So many files are remembered: a host has few at a time that it did not let go. */
const MAX_REMEMBERED = 10_000;

/** What is lost of files that somebody removed: what was in them less what of them was shipped. */
export class FileLosses {
  readonly #shipped = new Map<string, SpooledContent>();
  #removed: RemovedFile[] = [];

  /**
   * Hears of lines of a file that are in the store.
   *
   * @param path The file's path.
   * @param content What was shipped now.
   */
  shipped(path: string, content: SpooledContent): void {
    const before = this.#shipped.get(path) ?? NOTHING;
    this.#shipped.set(path, {
      events: before.events + content.events,
      bytes: before.bytes + content.bytes,
    });
    for (const oldest of this.#shipped.keys()) {
      if (this.#shipped.size <= MAX_REMEMBERED) break;
      this.#shipped.delete(oldest);
    }
  }

  /**
   * Hears of a file that somebody removed.
   *
   * @param file The file, and what was in it.
   */
  removed(file: RemovedFile): void {
    this.#removed.push(file);
  }

  /**
   * Forgets a file that went because it was shipped.
   *
   * @param path The file's path.
   */
  forget(path: string): void {
    this.#shipped.delete(path);
  }

  /**
   * What is lost of the files that were removed, of each once.
   *
   * @param isShipping Whether some of a file may still reach the store; such a file is left for later.
   * @returns The files, and what was lost of each.
   */
  take(isShipping: (path: string) => boolean = () => false): RemovedFile[] {
    const over = this.#removed.filter(({ path }) => !isShipping(path));
    this.#removed = this.#removed.filter(({ path }) => isShipping(path));
    return over.map(({ path, events, bytes }) => {
      const shipped = this.#shipped.get(path) ?? NOTHING;
      this.#shipped.delete(path);
      return {
        path,
        events: Math.max(0, events - shipped.events),
        bytes: Math.max(0, bytes - shipped.bytes),
      };
    });
  }
}
