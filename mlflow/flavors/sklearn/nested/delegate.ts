import type { Estimator, Table } from "../estimator.ts";

/** How an estimator that leaves the work to another one differs from it. */
export interface Delegation {
  /** The name of its own class. */
  readonly className: string;
  readonly structure: readonly string[];
  /** What is done to the input first; nothing if absent. */
  readonly prepare?: (input: Table) => Table;
}

/**
 * An estimator that has the methods of another one.
 *
 * @param inner The one that does the work.
 * @param delegation What is its own.
 */
export function delegate(inner: Estimator, delegation: Delegation): Estimator {
  const { className, structure, prepare } = delegation;
  const through = <Answer>(
    method: (input: Table) => Answer,
  ): (input: Table) => Answer =>
    prepare === undefined
      ? (input) => method.call(inner, input)
      : (input) => method.call(inner, prepare(input));
  const { classes, transform, predict, decisionFunction } = inner;
  const { predictProba, predictLogProba, predictJointLogProba } = inner;
  return {
    className,
    structure,
    ...(classes && { classes }),
    ...(transform && { transform: through(transform) }),
    ...(predict && { predict: through(predict) }),
    ...(predictProba && { predictProba: through(predictProba) }),
    ...(predictLogProba && { predictLogProba: through(predictLogProba) }),
    ...(predictJointLogProba && {
      predictJointLogProba: through(predictJointLogProba),
    }),
    ...(decisionFunction && { decisionFunction: through(decisionFunction) }),
  };
}
