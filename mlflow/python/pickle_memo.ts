import type { PythonValue } from "./python_object.ts";

/** What a pickle remembers by number, to refer to it again. */
export class PickleMemo {
  /** Python numbers in order, so that mostly everything is here. */
  readonly #inOrder: PythonValue[] = [];
  readonly #others = new Map<number, PythonValue>();

  /** How many values it holds. */
  get size(): number {
    return this.#inOrder.length + this.#others.size;
  }

  /** Remembers a value under a number. */
  set(position: number, value: PythonValue): void {
    if (position === this.#inOrder.length) this.#inOrder.push(value);
    else if (position < this.#inOrder.length) this.#inOrder[position] = value;
    else this.#others.set(position, value);
  }

  /** The value of a number, `undefined` where there is none. */
  get(position: number): PythonValue | undefined {
    return position < this.#inOrder.length
      ? this.#inOrder[position]
      : this.#others.get(position);
  }
}
