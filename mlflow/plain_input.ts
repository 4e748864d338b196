/**
 * A request's content that is neither a table nor arrays, as plain data: a
 * conversation, a text, a list of objects. Only models that run Python code
 * take it.
 */
export class PlainInput {
  /** The value as the JSON said it. */
  readonly value: unknown;

  /** Wraps a value. */
  constructor(value: unknown) {
    this.value = value;
  }
}
