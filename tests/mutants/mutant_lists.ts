import { collectorMutants } from "./collector.ts";
import { frameMutants } from "./frame.ts";
import { mlflowMutants } from "./mlflow.ts";
import type { Mutant } from "./mutant.ts";
import { runtimeMutants } from "./runtime.ts";

/** All mutants, by area. */
export const mutantLists: Readonly<Record<string, readonly Mutant[]>> = {
  collector: collectorMutants,
  frame: frameMutants,
  mlflow: mlflowMutants,
  runtime: runtimeMutants,
};
