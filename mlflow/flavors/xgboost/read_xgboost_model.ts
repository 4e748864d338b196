import { jsonExcess, MAX_JSON_DEPTH } from "../../../ground/json_excess.ts";
import type { Bytes } from "../../artifact_store.ts";
import { ModelError } from "../../errors.ts";
import { readClassAttributes } from "./class_attributes.ts";
import { parseJsonText } from "./json_text.ts";
import { parseLegacyBinary } from "./legacy_binary.ts";
import type { XgboostModel } from "./xgboost_model.ts";
import { type Objective, objectiveOf } from "./objective.ts";
import { readCategories } from "./read_categories.ts";
import { readForest } from "./read_forest.ts";
import { Section } from "./section.ts";
import { parseUbjson } from "./ubjson.ts";

/** The most columns or outputs that a model may have. */
const MAX_WIDTH = 1 << 24;

/**
 * Reads an XGBoost model file; the format is told by the content.
 *
 * Source of the format: XGBoost's `doc/model.schema`.
 *
 * @param bytes The whole file.
 * @param path The file, for messages.
 * @throws {ModelError} If it is not such a file, or says something that cannot be evaluated.
 */
export function readXgboostModel(bytes: Bytes, path: string): XgboostModel {
  const document = new Section(parseDocument(bytes, path), path);
  // A pickled booster has its settings beside the model.
  return readDocument(
    document.has("Model") ? document.section("Model") : document,
  );
}

function parseDocument(bytes: Bytes, path: string): unknown {
  if (bytes[0] !== 0x7b) return parseLegacyBinary(bytes, path);
  const second = bytes.subarray(1).find((byte) => byte > 0x20);
  if (second !== 0x22) return parseUbjson(bytes);
  if (jsonExcess(bytes, { depth: MAX_JSON_DEPTH }) !== undefined) {
    throw new ModelError(
      `Cannot read "${path}": it is nested deeper than ${MAX_JSON_DEPTH} levels`,
    );
  }
  try {
    return parseJsonText(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelError(`Cannot read "${path}": it is broken JSON`, { cause });
  }
}

function readDocument(document: Section): XgboostModel {
  const learner = document.section("learner");
  const params = learner.section("learner_model_param");
  const features = widthOf(params, "num_feature", 0);
  const classes = widthOf(params, "num_class", 0);
  const outputs = Math.max(1, classes, widthOf(params, "num_target", 1));
  const objectiveName = learner.section("objective").string("name");
  const objective = objectiveOf(objectiveName);
  const version = document.has("version")
    ? Array.from(document.int32s("version"))
    : [];
  const attributes = learner.optional("attributes");
  const best = attributes.integer("best_iteration", -1);
  const gradientBooster = learner.section("gradient_booster");
  return {
    version,
    objectiveName,
    objective,
    featureNames: learner.strings("feature_names"),
    features,
    classes,
    outputs,
    baseMargins: baseMarginsOf(params.string("base_score", "0.5"), {
      outputs,
      objective,
      isMargin: version[0] === 0 && !objectiveName.startsWith("multi:"),
    }),
    booster: readBooster(gradientBooster, { features, outputs }),
    categories: readCategories(gradientBooster, version),
    ...(best < 0 ? {} : { bestIteration: best }),
    classAttributes: readClassAttributes(
      attributes.string("scikit_learn", ""),
      { classes: Math.max(2, classes) },
    ),
  };
}

function readBooster(
  booster: Section,
  shape: { readonly features: number; readonly outputs: number },
): XgboostModel["booster"] {
  const kind = booster.string("name");
  if (kind === "gbtree" || kind === "dart") return readForest(booster, shape);
  if (kind !== "gblinear") {
    throw new ModelError(
      `Cannot serve an XGBoost booster of type "${kind}": the types are gbtree, dart, gblinear`,
    );
  }
  const weights = booster.section("model").float32s("weights");
  const expected = (shape.features + 1) * shape.outputs;
  if (weights.length !== expected) {
    throw new ModelError(
      `Cannot read the model: "weights" has ${weights.length} entries, expected ${expected}`,
    );
  }
  return { kind, weights };
}

function widthOf(params: Section, key: string, absent: number): number {
  const width = params.integer(key, absent);
  if (width >= 0 && width <= MAX_WIDTH) return width;
  throw new ModelError(
    `Cannot read the model: "${params.path}.${key}" is ${width}, expected 0 to ${MAX_WIDTH}`,
  );
}

/**
 * The base score is one number (`5E-1`) or, since 3.1, a list in text
 * (`[5E-1,1E0]`); before 1.0 it was the margin itself.
 */
function baseMarginsOf(
  text: string,
  model: {
    readonly outputs: number;
    readonly objective: Objective;
    readonly isMargin: boolean;
  },
): Float32Array {
  const { outputs, objective } = model;
  const scores = text.trim().replace(/^\[|\]$/g, "").split(",").map((part) =>
    part.trim() === "" ? NaN : Math.fround(Number(part))
  );
  if (
    scores.some(Number.isNaN) ||
    (scores.length !== 1 && scores.length !== outputs)
  ) {
    throw new ModelError(
      `Cannot read the model: "base_score" holds ${scores.length} numbers, expected 1 or ${outputs}`,
    );
  }
  const margins = new Float32Array(outputs);
  for (let i = 0; i < outputs; i++) {
    const score = scores[scores.length === 1 ? 0 : i]!;
    margins[i] = model.isMargin ? score : objective.margin(score);
  }
  objective.adjustMargins?.(margins);
  return margins;
}
