import { ModelError } from "../../errors.ts";
import { PythonObject, type PythonValue } from "../../python/python_object.ts";
import { describeForeign, type PythonFile } from "../../python/read_pickle.ts";
import type {
  Estimator,
  EstimatorBuilder,
  EstimatorTable,
} from "./estimator.ts";
import { unsupportedClasses } from "./unsupported_classes.ts";

/** How many estimators may stand within one another. */
const MAX_DEPTH = 100;

/**
 * Builds the estimator that a model file holds, and those within it.
 *
 * @param file What the file says and names.
 * @param tables The classes that are served.
 * @param location Where the file is, for messages.
 * @returns The estimator, ready to answer.
 * @throws {ModelError} If classes in it are not served: all of them are listed. Or if the state of one makes no sense.
 */
export function buildModel(
  file: PythonFile,
  tables: readonly EstimatorTable[],
  location: string,
): Estimator {
  const builders = new Map<string, EstimatorBuilder>();
  for (const table of tables) {
    for (const [name, builder] of Object.entries(table)) {
      builders.set(name, builder);
    }
  }
  refuseUnsupported(file, builders, location);
  return new ModelBuilder(builders, location).build(file.value);
}

function refuseUnsupported(
  { value, foreign }: PythonFile,
  builders: ReadonlyMap<string, EstimatorBuilder>,
  location: string,
): void {
  const outside = describeForeign(foreign);
  const missing = unsupportedClasses(value, (name) => builders.has(name))
    .filter((name) => !outside.includes(name));
  const all = [...missing, ...outside];
  if (all.length > 0) {
    throw new ModelError(
      `Cannot serve ${location}: ${
        all.join(", ")
      } cannot be evaluated without Python, and nothing in a model file is executed`,
    );
  }
}

class ModelBuilder {
  readonly #builders: ReadonlyMap<string, EstimatorBuilder>;
  readonly #location: string;
  readonly #built = new Map<PythonObject, Estimator>();
  readonly #open = new Set<PythonObject>();

  constructor(
    builders: ReadonlyMap<string, EstimatorBuilder>,
    location: string,
  ) {
    this.#builders = builders;
    this.#location = location;
  }

  build(value: PythonValue): Estimator {
    if (!(value instanceof PythonObject)) {
      throw new ModelError(
        `Cannot serve ${this.#location}: it holds no estimator of scikit-learn`,
      );
    }
    // An estimator that stands in several places is built once.
    const known = this.#built.get(value);
    if (known !== undefined) return known;
    const builder = this.#builders.get(value.className);
    if (builder === undefined) {
      throw new ModelError(
        `Cannot serve ${this.#location}: ${value.module}.${value.className} is not an estimator that is served`,
      );
    }
    if (this.#open.has(value) || this.#open.size > MAX_DEPTH) {
      throw new ModelError(
        `Cannot serve ${this.#location}: a ${value.className} contains itself, or more than ${MAX_DEPTH} levels of others`,
      );
    }
    this.#open.add(value);
    const estimator = this.#construct(value, builder);
    this.#open.delete(value);
    this.#built.set(value, estimator);
    return estimator;
  }

  #construct(object: PythonObject, builder: EstimatorBuilder): Estimator {
    try {
      return builder(object, (inner) => this.build(inner));
    } catch (error) {
      if (error instanceof ModelError) throw error;
      throw new ModelError(
        `Cannot serve ${this.#location}: the state of a ${object.className} makes no sense`,
        { cause: error },
      );
    }
  }
}
