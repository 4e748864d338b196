import type { Engine } from "../engine.ts";
import type { Flavor } from "../flavor.ts";
import { lightgbm } from "./lightgbm.ts";
import { onnxFlavor, type OnnxFlavorOptions } from "./onnx.ts";
import { sklearn } from "./sklearn.ts";
import { xgboost } from "./xgboost.ts";

/**
 * The list of flavors: what stands here is served, and asked for the golden
 * files of its name.
 *
 * @param engine What evaluates ONNX graphs; it is asked for when the first is opened.
 * @param onnx How ONNX models are served.
 * @returns The flavors, in order of preference.
 */
export function allFlavors(
  engine: Engine,
  onnx: OnnxFlavorOptions = {},
): readonly Flavor[] {
  return [
    sklearn,
    xgboost,
    lightgbm,
    onnxFlavor(engine, onnx),
  ];
}
