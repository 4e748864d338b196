import { ModelError } from "../errors.ts";
import { IF_REALLY_LARGE } from "../model_limits.ts";

/** What the values of a file take in memory, about and in bytes, as measured. */
export const COST = {
  /** A place on a stack, in a list or in a memo, with the room that these grow by. */
  place: 16,
  text: 24,
  list: 64,
  /** An entry of a dict, or an attribute. */
  entry: 32,
  bytes: 128,
  dict: 216,
  object: 320,
} as const;

/**
 * What one file may become in memory. A file says each of its bytes once, so
 * what is made of it by copying is no larger than the file, unless it was made
 * to be; and lists, dicts and objects, which it says in a byte or two, take no
 * more than its size makes likely.
 */
export class SizeBudget {
  readonly #location: string;
  readonly #memoryLimit: number;
  #bytes: number;
  #memory: number;

  /**
   * Makes a budget.
   *
   * @param location Where the file is, for messages.
   * @param options How many bytes may be copied, and how much memory all that is made may take.
   */
  constructor(
    location: string,
    options: { readonly bytes: number; readonly memory: number },
  ) {
    this.#location = location;
    this.#bytes = options.bytes;
    this.#memory = options.memory;
    this.#memoryLimit = options.memory;
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
   * Takes memory for what is about to be made.
   *
   * @throws {ModelError} If there is not so much left.
   */
  takeMemory(bytes: number): void {
    this.#memory -= bytes;
    if (!(this.#memory >= 0)) {
      throw new ModelError(
        `Cannot read ${this.#location}: its lists, dicts, objects and values take more than ${this.#memoryLimit} bytes of memory; ${IF_REALLY_LARGE}`,
      );
    }
  }
}
