import type { ArtifactStore, Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import type { Flavor, Predictor } from "../flavor.ts";
import type { ModelLimits } from "../model_limits.ts";
import type { ModelSpec } from "../mlmodel.ts";
import { readPythonModel } from "../python/read_python_model.ts";
import type { LightgbmModel } from "./lightgbm/lightgbm_model.ts";
import { LightgbmPredictor } from "./lightgbm/lightgbm_predictor.ts";
import { readLightgbmModel } from "./lightgbm/read_lightgbm_model.ts";
import {
  type PythonModel,
  readPythonClass,
} from "./lightgbm/read_python_class.ts";

/**
 * Models that `mlflow.lightgbm` logged: boosters from their text, and the
 * scikit-learn classes of LightGBM from pickle and skops files, whose text is
 * all that is needed. Sums are those of the library, bit for bit.
 */
export const lightgbm: Flavor = { name: "lightgbm", open };

async function open(
  store: ArtifactStore,
  spec: ModelSpec,
  limits?: ModelLimits,
): Promise<Predictor> {
  const config = spec.flavors.get("lightgbm") ?? {};
  const path = config["data"];
  if (typeof path !== "string") {
    throw new ModelError(
      `Cannot find the LightGBM model: "flavors.lightgbm.data" in MLmodel names no file`,
    );
  }
  const bytes = await store.read(path);
  const logged = isText(bytes)
    ? { className: "Booster", text: new TextDecoder().decode(bytes) }
    : readPythonClass(
      await readPythonModel(bytes, `${store.location}/${path}`, limits),
    );
  const model = readLightgbmModel(logged.text);
  const version = config["lgb_version"];
  return new LightgbmPredictor(model, {
    ...logged,
    summary: {
      library: typeof version === "string" ? `lightgbm ${version}` : "lightgbm",
      structure: structureOf(model, logged),
    },
  });
}

/** A text begins with "tree", a pickle or a skops file never does. */
function isText(bytes: Bytes): boolean {
  return bytes[0] === 0x74 && bytes[1] === 0x72 && bytes[2] === 0x65;
}

function structureOf(
  { forest, objective }: LightgbmModel,
  { className }: PythonModel,
): readonly string[] {
  const trees = forest.roots.length - 1;
  return [
    className,
    `  ${
      objective || "no objective"
    }, ${trees} trees, ${forest.left.length} nodes`,
  ];
}
