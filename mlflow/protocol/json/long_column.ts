import { WholeFloat } from "./python_float.ts";

const NUMBER = 0;
const WHOLE_FLOAT = 1;
const NULL = 2;
const FIRST_CAPACITY = 64;

/**
 * The values of one column of a long body, in their order: eight bytes each
 * while they are numbers and nulls, and a list of values as soon as one is not.
 */
export class LongColumn {
  #numbers: Float64Array | undefined;
  /** What a number is beside its value; all are plain while this is absent. */
  #kinds: Uint8Array | undefined;
  #values: unknown[] | undefined;
  #length = 0;

  /** Makes room for so many values in all. */
  reserve(length: number): void {
    if (this.#values === undefined) this.#grow(length);
  }

  /** Gives back the room that no value took. */
  trim(): void {
    const numbers = this.#numbers;
    if (numbers === undefined || numbers.length < this.#length * 1.25) return;
    this.#numbers = numbers.slice(0, this.#length);
    this.#kinds = this.#kinds?.slice(0, this.#length);
  }

  /** Appends a value as {@linkcode readJson} gives it. */
  add(value: unknown): void {
    if (this.#values !== undefined) {
      this.#values.push(value);
    } else if (typeof value === "number") {
      this.#addNumber(value, NUMBER);
    } else if (value === null) {
      this.#addNumber(NaN, NULL);
    } else if (value instanceof WholeFloat) {
      this.#addNumber(value.value, WHOLE_FLOAT);
    } else {
      this.#values = this.toArray();
      this.#numbers = this.#kinds = undefined;
      this.#values.push(value);
    }
  }

  /** How many values there are. */
  get length(): number {
    return this.#values?.length ?? this.#length;
  }

  /** The values as doubles, NaN for null; `undefined` if one is neither a number nor null. */
  get doubles(): Float64Array | undefined {
    if (this.#values !== undefined) return undefined;
    return this.#numbers?.subarray(0, this.#length) ?? new Float64Array();
  }

  /**
   * What the numbers are, as {@linkcode countKinds} tells of the values.
   *
   * @returns The counts; `undefined` if a value is neither a number nor null.
   */
  countNumbers(): LongNumberCounts | undefined {
    const numbers = this.doubles;
    if (numbers === undefined) return undefined;
    let integers = 0;
    let missing = 0;
    for (let i = 0; i < numbers.length; i++) {
      const kind = this.#kinds?.[i] ?? NUMBER;
      if (kind === NULL) missing++;
      else if (kind === NUMBER && Number.isSafeInteger(numbers[i])) integers++;
    }
    return { integers, missing, floats: numbers.length - integers - missing };
  }

  /** The values in a list, as they were added. */
  toArray(): unknown[] {
    if (this.#values !== undefined) return this.#values;
    const values: unknown[] = new Array(this.#length);
    for (let i = 0; i < values.length; i++) values[i] = this.at(i);
    return values;
  }

  /** One value. */
  at(i: number): unknown {
    if (this.#values !== undefined) return this.#values[i];
    const number = this.#numbers![i]!;
    switch (this.#kinds?.[i]) {
      case NULL:
        return null;
      case WHOLE_FLOAT:
        return new WholeFloat(number);
      default:
        return number;
    }
  }

  #addNumber(value: number, kind: number): void {
    const at = this.#length++;
    if (this.#numbers === undefined || at === this.#numbers.length) {
      this.#grow(Math.max(FIRST_CAPACITY, Math.ceil(at * 1.5)));
    }
    this.#numbers![at] = value;
    if (kind !== NUMBER) {
      this.#kinds ??= new Uint8Array(this.#numbers!.length);
      this.#kinds[at] = kind;
    }
  }

  #grow(capacity: number): void {
    if (capacity <= (this.#numbers?.length ?? 0)) return;
    const numbers = new Float64Array(capacity);
    if (this.#numbers !== undefined) numbers.set(this.#numbers);
    this.#numbers = numbers;
    if (this.#kinds !== undefined) {
      const kinds = new Uint8Array(capacity);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
  }
}

/** How many numbers of a column are of which kind. */
export interface LongNumberCounts {
  /** Numbers without a fraction that a double holds exactly, and that were not written as floats. */
  readonly integers: number;
  /** The other numbers. */
  readonly floats: number;
  /** Nulls. */
  readonly missing: number;
}
