import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { delegate } from "../nested/delegate.ts";
import { takeColumns } from "../table/dense.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { readImportances } from "./read_importances.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { selectByScores } from "./select_by_scores.ts";
import { isSparse, takeSparseColumns } from "../table/sparse.ts";
import { indent } from "../nested/structure_of.ts";

/** Transformers that keep some of the columns. */
export const featureSelectors: EstimatorTable = {
  GenericUnivariateSelect: byScores,
  RFE: recursive,
  RFECV: recursive,
  SelectFdr: byScores,
  SelectFpr: byScores,
  SelectFromModel: byModel,
  SelectFwe: byScores,
  SelectKBest: byScores,
  SelectPercentile: byScores,
  SequentialFeatureSelector: bySupport,
  VarianceThreshold: byVariance,
};

/** Whether missing values go through. */
interface SelectorOptions {
  readonly missing?: "allow" | "refuse";
  /** The number of features, where the selector does not say. */
  readonly count?: number;
}

function selector(
  object: PythonObject,
  mask: ArrayLike<unknown>,
  options: SelectorOptions = {},
): Estimator {
  const { className } = object;
  const check = new FeatureCheck(object, options.count ?? mask.length);
  const kept: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) kept.push(i);
  if (check.count !== mask.length) {
    throw new ModelError(
      `Cannot read ${className}: it chooses from ${mask.length} columns, n_features_in_ is ${check.count}`,
    );
  }

  function transform(input: Table): Table {
    if (isSparse(input)) {
      check.columns(input);
      return takeSparseColumns(input, kept);
    }
    const matrix = options.missing === "allow"
      ? check.denseWithMissing(input)
      : check.dense(input);
    return takeColumns(matrix, kept);
  }

  return {
    className,
    structure: [`${className} (${kept.length} of ${mask.length} features)`],
    transform,
  };
}

function byScores(object: PythonObject): Estimator {
  return selector(object, selectByScores(object));
}

function byVariance(object: PythonObject): Estimator {
  const threshold = object.number("threshold", 0);
  const variances = object.numbers("variances_");
  const mask = Array.from(variances, (variance) => variance > threshold);
  return selector(object, mask, { missing: "allow" });
}

function bySupport(object: PythonObject): Estimator {
  return selector(object, object.numbers("support_"));
}

function recursive(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  const choice = bySupport(object);
  const inner = build(object.object("estimator_"));
  const structure = [...choice.structure, ...indent(inner.structure)];
  const { transform } = choice;
  if (transform === undefined) throw new ModelError(`No ${className}`);
  // The estimator sees the chosen columns, which have no names any more.
  const predictor = delegate(inner, {
    className,
    structure,
    prepare: transform,
  });
  return { ...predictor, transform };
}

function byModel(object: PythonObject): Estimator {
  const estimator = object.object(
    object.has("estimator_") ? "estimator_" : "estimator",
  );
  if (object.string("importance_getter", "auto") !== "auto") {
    throw new ModelError(
      `Cannot serve ${object.className}: its importance_getter is not "auto"`,
    );
  }
  const scores = readImportances(estimator, object.number("norm_order", 1));
  const threshold = readThreshold(object, estimator, scores);
  const most = object.has("max_features_") || object.has("max_features")
    ? object.number(
      object.has("max_features_") ? "max_features_" : "max_features",
    )
    : scores.length;
  const order = Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]!);
  const candidates: ReadonlySet<number> = new Set(order.slice(0, most));
  const mask = Array.from(
    scores,
    (score, i) => candidates.has(i) && !(score < threshold),
  );
  const missing = estimator.className.startsWith("Hist") ? "allow" : "refuse";
  const count = estimator.number("n_features_in_", scores.length);
  return selector(object, mask, { missing, count });
}

function readThreshold(
  object: PythonObject,
  estimator: PythonObject,
  scores: Float64Array,
): number {
  const value = object.get("threshold");
  if (typeof value === "number") return value;
  if (value === null) {
    return isSparsePenalty(estimator) ? 1e-5 : referenceOf("mean", scores);
  }
  const parts = object.string("threshold").split("*");
  const reference = parts.length === 2 ? parts[1] : parts[0];
  const scale = parts.length === 2 ? Number(parts[0]) : 1;
  return scale * referenceOf((reference ?? "").trim(), scores);
}

/** Whether an estimator's penalty makes coefficients zero. */
function isSparsePenalty(estimator: PythonObject): boolean {
  const { className } = estimator;
  if (className.includes("Lasso") || estimator.get("penalty") === "l1") {
    return true;
  }
  const isElastic = ["ElasticNet", "LogisticRegression"].includes(className) &&
    estimator.get("l1_ratio") === 1;
  return isElastic ||
    (className === "ElasticNetCV" && estimator.get("l1_ratio_") === 1);
}

function referenceOf(name: string, scores: Float64Array): number {
  if (name === "mean") {
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  }
  if (name !== "median") {
    throw new ModelError(
      `Cannot serve SelectFromModel: its threshold refers to neither mean nor median`,
    );
  }
  const sorted = scores.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
