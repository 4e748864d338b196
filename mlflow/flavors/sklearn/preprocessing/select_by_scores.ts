import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";

/** Which columns a rule keeps, of their scores and p-values. */
type Rule = (
  object: PythonObject,
  read: (name: string) => number,
) => readonly boolean[];

/** The rules, by the names of the classes and of the modes of GenericUnivariateSelect. */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ["SelectKBest", best],
  ["k_best", best],
  ["SelectPercentile", percentile],
  ["percentile", percentile],
  ["SelectFpr", falsePositives],
  ["fpr", falsePositives],
  ["SelectFdr", falseDiscoveries],
  ["fdr", falseDiscoveries],
  ["SelectFwe", familyWise],
  ["fwe", familyWise],
]);

/**
 * The columns that a univariate selector keeps.
 *
 * @param object The fitted selector.
 * @returns One truth value a column.
 * @throws {ModelError} If its mode is not known.
 */
export function selectByScores(object: PythonObject): readonly boolean[] {
  const isGeneric = object.className === "GenericUnivariateSelect";
  const name = isGeneric ? object.string("mode") : object.className;
  const rule = RULES.get(name);
  if (rule === undefined) {
    throw new ModelError(
      `Cannot serve ${object.className}: mode "${name}" is not known`,
    );
  }
  return rule(
    object,
    (parameter) => object.number(isGeneric ? "param" : parameter),
  );
}

/** The scores; those that are not a number come last. */
function readScores(object: PythonObject): Float64Array {
  return object.numbers("scores_")
    .map((score) => Number.isNaN(score) ? -Number.MAX_VALUE : score);
}

function best(
  object: PythonObject,
  read: (name: string) => number,
): readonly boolean[] {
  const scores = readScores(object);
  const name = object.className === "SelectKBest" ? "k" : "param";
  if (object.get(name) === "all") return Array.from(scores, () => true);
  const count = read("k");
  // The order is stable, and the last of equal scores are kept.
  const order = Array.from(scores.keys())
    .sort((a, b) => scores[a]! - scores[b]!);
  const kept = new Set(order.slice(Math.max(0, order.length - count)));
  return Array.from(scores, (_, i) => kept.has(i));
}

function percentile(
  object: PythonObject,
  read: (name: string) => number,
): readonly boolean[] {
  const scores = readScores(object);
  const share = read("percentile");
  if (share === 100) return Array.from(scores, () => true);
  if (share === 0) return Array.from(scores, () => false);
  const threshold = quantileOf(scores, 1 - share / 100);
  const above = scores.filter((score) => score > threshold).length;
  let ties = Math.max(0, Math.trunc(scores.length * share / 100) - above);
  return Array.from(scores, (score) => {
    if (score > threshold) return true;
    return score === threshold && ties-- > 0;
  });
}

/** The linearly interpolated quantile. */
function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const weight = position - below;
  return sorted[below]! + (sorted[above]! - sorted[below]!) * weight;
}

function falsePositives(
  object: PythonObject,
  read: (name: string) => number,
): readonly boolean[] {
  const alpha = read("alpha");
  return Array.from(object.numbers("pvalues_"), (p) => p < alpha);
}

function familyWise(
  object: PythonObject,
  read: (name: string) => number,
): readonly boolean[] {
  const values = object.numbers("pvalues_");
  const alpha = read("alpha") / values.length;
  return Array.from(values, (p) => p < alpha);
}

function falseDiscoveries(
  object: PythonObject,
  read: (name: string) => number,
): readonly boolean[] {
  const alpha = read("alpha");
  const values = object.numbers("pvalues_");
  const sorted = values.slice().sort();
  const chosen = sorted.filter((p, i) => p <= alpha / values.length * (i + 1));
  const greatest = chosen.at(-1);
  return Array.from(values, (p) => greatest !== undefined && p <= greatest);
}
