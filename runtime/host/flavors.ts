import { xgboost } from "../../mlflow/flavors/xgboost.ts";
import { sklearn } from "../../mlflow/flavors/sklearn.ts";
import type { Flavor } from "../../mlflow/mod.ts";

/**
 * The flavors that a host serves, in order of preference.
 *
 * @returns The list.
 */
export function hostFlavors(): readonly Flavor[] {
  return [sklearn, xgboost];
}
