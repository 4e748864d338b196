import type { Forest } from "../../forest/forest.ts";
import type { ClassAttributes } from "./class_attributes.ts";
import type { Objective } from "./objective.ts";
import type { CategoryCodes } from "./read_categories.ts";

/** An XGBoost model as it is evaluated, from whichever file format. */
export interface XgboostModel {
  /** The XGBoost that wrote the file, as `[3, 2, 0]`; empty if it does not say. */
  readonly version: readonly number[];
  /** The name of the objective, as `binary:logistic`. */
  readonly objectiveName: string;
  readonly objective: Objective;
  /** The names of the columns; empty if the model has none. */
  readonly featureNames: readonly string[];
  /** The number of columns. */
  readonly features: number;
  /** The number of classes, 0 where it is not a multi-class model. */
  readonly classes: number;
  /** The number of margins of a row: one a class or target. */
  readonly outputs: number;
  /** What each output starts at, before the booster. */
  readonly baseMargins: Float32Array;
  readonly booster: TreeBooster | LinearBooster;
  /** The codes of the categories of each column that has some; files since 3.1 hold them. */
  readonly categories: ReadonlyMap<number, CategoryCodes>;
  /** The round that early stopping kept, from 0. */
  readonly bestIteration?: number;
  /** What the scikit-learn classes wrote; a plain booster does not look at it. */
  readonly classAttributes: ClassAttributes;
}

/** The boosters of trees. */
export interface TreeBooster {
  readonly kind: "gbtree" | "dart";
  readonly forest: Forest;
  /** Where each boosting round's trees begin; one more than there are rounds. */
  readonly rounds: Int32Array;
}

/** The linear booster. */
export interface LinearBooster {
  readonly kind: "gblinear";
  /** `outputs` weights a column, and at last the biases. */
  readonly weights: Float32Array;
}
