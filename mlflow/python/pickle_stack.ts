import type { ByteCursor } from "./byte_cursor.ts";
import type { PythonValue } from "./python_object.ts";

/** The stack of a pickle, with marks that nothing reaches below. */
export class PickleStack {
  readonly #cursor: ByteCursor;
  readonly #values: PythonValue[] = [];
  readonly #marks: number[] = [];

  /** Makes an empty stack; errors say where the cursor is. */
  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  /** Puts a value on top. */
  push(value: PythonValue): void {
    this.#values.push(value);
  }

  /** Takes the top value. */
  pop(): PythonValue {
    this.#need(1);
    return this.#values.pop() ?? null;
  }

  /** Takes some values from the top, in the order they were pushed. */
  popMany(count: number): PythonValue[] {
    this.#need(count);
    return this.#values.splice(this.#values.length - count, count);
  }

  /** Takes everything above the last mark, and the mark. */
  popToMark(): PythonValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#cursor.error("there is no mark");
    return this.#values.splice(mark);
  }

  /** Takes the top value, or the mark where that is on top. */
  popOrUnmark(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  /** Sets a mark. */
  mark(): void {
    this.#marks.push(this.#values.length);
  }

  /** The top value. */
  top(): PythonValue {
    this.#need(1);
    return this.#values.at(-1) ?? null;
  }

  /** Puts another value in the place of the top one. */
  replaceTop(value: PythonValue): void {
    this.#need(1);
    this.#values[this.#values.length - 1] = value;
  }

  #need(count: number): void {
    const floor = this.#marks.at(-1) ?? 0;
    if (this.#values.length - count < floor) {
      throw this.#cursor.error("the stack is empty");
    }
  }
}
