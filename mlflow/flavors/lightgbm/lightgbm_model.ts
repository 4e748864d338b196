import type { Forest } from "../../forest/forest.ts";
import type { Transform } from "./transform.ts";

/** A LightGBM model as it is evaluated. */
export interface LightgbmModel {
  /** The version of the text format, as `v4`. */
  readonly format: string;
  /** The objective as the file says it, as `binary sigmoid:1`; empty if it says none. */
  readonly objective: string;
  /** Turns the sums of the rows to predictions, in place. */
  readonly transform: Transform;
  /** The names of the columns; LightGBM does not compare them with an input's. */
  readonly featureNames: readonly string[];
  /** Whether sums are divided by the number of rounds: random forests. */
  readonly isAverage: boolean;
  readonly forest: Forest;
  /** The codes of the values of each pandas categorical column, by the number of the column. */
  readonly categories: ReadonlyMap<number, CategoryCodes>;
}

/** The code of each value of a categorical column. */
export type CategoryCodes = ReadonlyMap<string | number | boolean, number>;
