import type { Forest } from "../../forest/forest.ts";
import type { Objective } from "./objective.ts";

/** An XGBoost model as it is evaluated, from whichever file format. */
export interface XgboostModel {
  /** The XGBoost that wrote the file, if it says so: `3.2.0`. */
  readonly version?: string;
  /** The booster: `gbtree`, `dart` or `gblinear`. */
  readonly booster: string;
  /** The name of the objective, as `binary:logistic`. */
  readonly objectiveName: string;
  readonly objective: Objective;
  /** The names of the columns; empty if the model has none. */
  readonly featureNames: readonly string[];
  /** The number of columns. */
  readonly features: number;
  /** The number of classes, 0 where it is no multi-class model. */
  readonly classes: number;
  /** The number of targets, at least 1. */
  readonly targets: number;
  /** What each output starts at, before the trees. */
  readonly baseMargins: Float32Array;
  readonly forest: Forest;
  /** Where each boosting round's trees begin; one more than there are rounds. */
  readonly rounds: Int32Array;
  /** The round that early stopping kept, from 0. */
  readonly bestIteration?: number;
}
