import type { Bytes } from "../../artifact_store.ts";
import { ModelError } from "../../errors.ts";
import { readForest } from "./read_forest.ts";
import type { XgboostModel } from "./model.ts";
import { type Objective, objectiveOf } from "./objective.ts";
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
 * @throws {ModelError} If it is no such file, or says something that cannot be evaluated.
 */
export function readXgboostModel(bytes: Bytes, path: string): XgboostModel {
  return readDocument(new Section(parseDocument(bytes, path), path));
}

function parseDocument(bytes: Bytes, path: string): unknown {
  if (bytes[0] !== 0x7b) {
    throw new ModelError(
      `Cannot read "${path}": expected an XGBoost model as JSON or UBJSON`,
    );
  }
  const second = bytes.subarray(1).find((byte) => byte > 0x20);
  if (second !== 0x22) return parseUbjson(bytes);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelError(`Cannot read "${path}": it is broken JSON`, { cause });
  }
}

function readDocument(document: Section): XgboostModel {
  const learner = document.section("learner");
  const params = learner.section("learner_model_param");
  const features = widthOf(params, "num_feature", 0);
  const classes = widthOf(params, "num_class", 0);
  const targets = Math.max(1, widthOf(params, "num_target", 1));
  const outputs = Math.max(1, classes, targets);
  const objectiveName = learner.section("objective").string("name");
  const objective = objectiveOf(objectiveName);
  const version = document.has("version")
    ? Array.from(document.int32s("version")).join(".")
    : undefined;
  const trees = readForest(learner.section("gradient_booster"), {
    features,
    outputs,
  });
  const best = learner.optional("attributes").integer("best_iteration", -1);
  return {
    ...(version === undefined ? {} : { version }),
    objectiveName,
    objective,
    featureNames: learner.strings("feature_names"),
    features,
    classes,
    targets,
    baseMargins: baseMarginsOf(params.string("base_score", "0.5"), {
      outputs,
      objective,
    }),
    ...trees,
    ...(best < 0 ? {} : { bestIteration: best }),
  };
}

function widthOf(params: Section, key: string, absent: number): number {
  const width = params.integer(key, absent);
  if (width >= 0 && width <= MAX_WIDTH) return width;
  throw new ModelError(
    `Cannot read the model: "${params.path}.${key}" is ${width}, expected 0 to ${MAX_WIDTH}`,
  );
}

/** The base score is one number (`5E-1`) or, since 3.1, a list in text (`[5E-1,1E0]`). */
function baseMarginsOf(
  text: string,
  model: { readonly outputs: number; readonly objective: Objective },
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
    margins[i] = objective.margin(scores[scores.length === 1 ? 0 : i]!);
  }
  return margins;
}
