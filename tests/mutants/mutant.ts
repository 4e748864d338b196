/** A fault to plant, and the tests that should notice. */
export interface Mutant {
  /** What goes wrong, in a few words. */
  readonly name: string;
  /** The file it is planted in, from the project's root. */
  readonly file: string;
  /** A text that occurs once in the file. */
  readonly find: string;
  /** What stands there instead. */
  readonly replace: string;
  /** The tests, from the project's root: files or folders. */
  readonly tests: readonly string[];
}
