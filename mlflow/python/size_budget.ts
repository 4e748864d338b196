import { ModelError } from "../errors.ts";

/** More lists, dicts and objects than this are refused: no model has as many. */
const MAX_ITEMS = 5_000_000;

/**
 * What one file may become in memory. A file says each of its bytes once, so
 * what is made of it by copying is no larger than the file, unless it was made
 * to be.
 */
export class SizeBudget {
  readonly #location: string;
  #bytes: number;
  #items = MAX_ITEMS;

  /**
   * Makes a budget.
   *
   * @param location Where the file is, for messages.
   * @param bytes How many bytes may be copied.
   */
  constructor(location: string, bytes: number) {
    this.#location = location;
    this.#bytes = bytes;
  }

  /**
   * Takes bytes that are about to be copied.
   *
   * @throws {ModelError} If there are not so many left.
   */
  takeBytes(count: number): void {
    this.#bytes -= count;
    if (!(this.#bytes >= 0)) {
      throw new ModelError(
        `Cannot read ${this.#location}: its arrays are larger than the file they are in`,
      );
    }
  }

  /**
   * Takes containers or entries that are about to be made.
   *
   * @throws {ModelError} If there are not so many left.
   */
  takeItems(count: number): void {
    this.#items -= count;
    if (this.#items < 0) {
      throw new ModelError(
        `Cannot read ${this.#location}: it holds more than ${MAX_ITEMS} lists, dicts and objects`,
      );
    }
  }
}
