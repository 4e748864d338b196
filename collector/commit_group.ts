/**
 * Writes what was collected in one turn of the event loop together: the lines
 * of requests that are answered at the same time cost one write a collection.
 */
export class CommitGroup {
  readonly #nextTurn: (body: () => void) => void;
  readonly #write: () => void | Promise<void>;
  #pending: Promise<void> | undefined;

  /**
   * Makes a group.
   *
   * @param nextTurn Runs a body when the events of this turn were handled.
   * @param write Writes out everything, and makes it durable.
   */
  constructor(
    nextTurn: (body: () => void) => void,
    write: () => void | Promise<void>,
  ) {
    this.#nextTurn = nextTurn;
    this.#write = write;
  }

  /** Settled when what was collected in this turn is written; `undefined` if nothing was. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  /** Sees to it that what was just collected is written with the rest of this turn. */
  schedule(): void {
    this.#pending ??= new Promise((settle) =>
      this.#nextTurn(() => {
        this.#pending = undefined;
        settle(this.#write());
      })
    );
  }
}
