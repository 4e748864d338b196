/** A lock that nobody shares. */
const exclusive = true;

/**
 * The right to ship a deployment's files: of all hosts on one data directory
 * one has it. It ends with its process, however that ends.
 */
export class ShipLock implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  /**
   * Makes the lock; nothing is taken yet.
   *
   * @param path The file that stands for it.
   */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes the lock if nobody has it.
   *
   * @returns Whether it is held now.
   */
  tryTake(): boolean {
    if (this.#file !== undefined) return true;
    Deno.mkdirSync(this.#path.slice(0, this.#path.lastIndexOf("/")), {
      recursive: true,
    });
    const file = Deno.openSync(this.#path, { write: true, create: true });
    if (file.tryLockSync(exclusive)) {
      this.#file = file;
      return true;
    }
    file.close();
    return false;
  }

  /** Gives the lock back. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
