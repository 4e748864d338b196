import { ModelError } from "../../../errors.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../python/python_object.ts";
import type { BuildEstimator, Estimator } from "../estimator.ts";

/** One named part of a composite estimator. */
export interface NamedStep {
  readonly name: string;
  /** The part; `undefined` where the table goes through as it is, `"drop"` where it goes nowhere. */
  readonly estimator: Estimator | "drop" | undefined;
  /** What else the entry says, as the columns it works on. */
  readonly rest: readonly PythonValue[];
}

/**
 * The parts of a pipeline, union or column transformer.
 *
 * @param object The composite estimator.
 * @param attribute Where its list of tuples is, as `steps`.
 * @param build Builds a part.
 * @throws {ModelError} If an entry is not a name with an estimator.
 */
export function readSteps(
  object: PythonObject,
  attribute: string,
  build: BuildEstimator,
): readonly NamedStep[] {
  return object.list(attribute).map((entry, i) => {
    if (!Array.isArray(entry) || typeof entry[0] !== "string") {
      throw new ModelError(
        `Cannot read ${object.className}.${attribute}: entry ${i} is not a name with an estimator`,
      );
    }
    const [name, value = null, ...rest] = entry;
    return { name, estimator: readPart(value, name, build), rest };
  });
}

function readPart(
  value: PythonValue,
  name: string,
  build: BuildEstimator,
): Estimator | "drop" | undefined {
  if (value === null || value === "passthrough") return undefined;
  if (value === "drop") return "drop";
  if (value instanceof PythonObject) return build(value);
  throw new ModelError(
    `Cannot read step "${name}": it is neither an estimator nor passthrough nor drop`,
  );
}

/**
 * The `transform` of a part.
 *
 * @throws {ModelError} If its class does not transform.
 */
export function transformOf(
  estimator: Estimator,
): NonNullable<Estimator["transform"]> {
  const { transform } = estimator;
  if (transform !== undefined) return transform.bind(estimator);
  throw new ModelError(
    `Cannot serve ${estimator.className} as a step: it does not transform`,
  );
}

/**
 * The numbers of a dict by name, as `transformer_weights`.
 *
 * @throws {ModelError} If it is not a dict of numbers.
 */
export function readWeights(object: PythonObject): ReadonlyMap<string, number> {
  const value = object.get("transformer_weights");
  if (value === null) return new Map();
  if (!(value instanceof Map)) {
    throw new ModelError(
      `Cannot read ${object.className}.transformer_weights: expected a dict`,
    );
  }
  return new Map(
    Array.from(value, ([name, weight]) => [String(name), Number(weight)]),
  );
}
