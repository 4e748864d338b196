import { isRecord } from "../../../ground/is_record.ts";

/** How far an answer is from the one that was recorded. */
export interface AnswerDifference {
  /** Whether it is the same, within the tolerance. */
  readonly isEqual: boolean;
  /** The first place where it is not, as `[0].price`; empty if there is none. */
  readonly path: string;
  /** The greatest distance of two numbers. */
  readonly absolute: number;
  /** The greatest distance of two numbers, as a part of the larger one. */
  readonly relative: number;
}

/**
 * Compares an answer with the one that was recorded: JSON by its values, the
 * order of keys left aside; numbers within a tolerance.
 *
 * @param recorded The one that was recorded.
 * @param answered The one that came now.
 * @param tolerance How far two numbers may be apart, as a part of the larger one, or of 1 where both are smaller.
 * @returns How far it is.
 */
export function compareAnswers(
  recorded: unknown,
  answered: unknown,
  tolerance: number,
): AnswerDifference {
  const comparison = new Comparison(tolerance);
  comparison.compare(recorded, answered, "");
  return comparison.difference;
}

class Comparison {
  readonly #tolerance: number;
  #path: string | undefined;
  #absolute = 0;
  #relative = 0;

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  get difference(): AnswerDifference {
    return {
      isEqual: this.#path === undefined,
      path: this.#path ?? "",
      absolute: this.#absolute,
      relative: this.#relative,
    };
  }

  compare(one: unknown, other: unknown, path: string): void {
    if (isNumber(one) && isNumber(other)) {
      this.#compareNumbers(one, other, path);
    } else if (Array.isArray(one) && Array.isArray(other)) {
      if (one.length !== other.length) this.#differ(path);
      for (let i = 0; i < Math.min(one.length, other.length); i++) {
        this.compare(one[i], other[i], `${path}[${i}]`);
      }
    } else if (isRecord(one) && isRecord(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        const inner = path === "" ? key : `${path}.${key}`;
        if (Object.hasOwn(one, key) && Object.hasOwn(other, key)) {
          this.compare(one[key], other[key], inner);
        } else this.#differ(inner);
      }
    } else if (one !== other) this.#differ(path);
  }

  #compareNumbers(
    one: number | bigint,
    other: number | bigint,
    path: string,
  ): void {
    const areWhole = typeof one === "bigint" && typeof other === "bigint";
    const absolute = Math.abs(
      areWhole ? Number(one - other) : Number(one) - Number(other),
    );
    if (absolute === 0) return;
    const larger = Math.max(Math.abs(Number(one)), Math.abs(Number(other)));
    this.#absolute = Math.max(this.#absolute, absolute);
    this.#relative = Math.max(this.#relative, absolute / larger);
    if (absolute > this.#tolerance * Math.max(1, larger)) this.#differ(path);
  }

  #differ(path: string): void {
    this.#path ??= path === "" ? "the whole" : path;
  }
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
