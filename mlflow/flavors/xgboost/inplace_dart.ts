import { isSince } from "./is_since.ts";
import type { XgboostModel } from "./xgboost_model.ts";

/**
 * The scikit-learn classes predict a dart booster "in place": from 1.4 to 3.2 the library adds
 * each leaf to the base margin, takes the margin away again and only then
 * weighs it, which costs the leaf some bits. The leaves are changed once here,
 * so that predictions have the same bits.
 *
 * @param model The model as it was read.
 * @returns The model; a dart model with other leaves.
 */
export function inplaceDart(model: XgboostModel): XgboostModel {
  const { booster, baseMargins } = model;
  if (booster.kind !== "dart" || !isInplace(model.version)) return model;
  const { forest } = booster;
  const threshold = Float32Array.from(forest.threshold);
  for (let tree = 0; tree + 1 < forest.roots.length; tree++) {
    const base = baseMargins[forest.treeOutputs[tree]!]!;
    for (
      let node = forest.roots[tree]!;
      node < forest.roots[tree + 1]!;
      node++
    ) {
      if (forest.left[node]! >= 0) continue;
      threshold[node] = Math.fround(threshold[node]! + base) - base;
    }
  }
  return {
    ...model,
    booster: { ...booster, forest: { ...forest, threshold } },
  };
}

function isInplace(version: readonly number[]): boolean {
  return isSince(version, [1, 4]) && !isSince(version, [3, 3]);
}
