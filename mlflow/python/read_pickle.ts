import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import { memoryLimit } from "../model_limits.ts";
import { ByteCursor } from "./byte_cursor.ts";
import { PickleMachine } from "./pickle_machine.ts";
import type { PythonName, PythonValue } from "./python_object.ts";
import { SizeBudget } from "./size_budget.ts";

/** What a model file says, and what it names besides. */
export interface PythonFile {
  /** What it says. */
  readonly value: PythonValue;
  /** Classes and functions that are not those of the libraries that are read here. */
  readonly foreign: readonly PythonName[];
}

/** Allocation that a small file is granted over its own size, in bytes. */
const SPARE_BYTES = 1 << 20;

/**
 * Reads a pickle of the protocols 2 to 5, cloudpickle's and joblib's included,
 * to inert data. Nothing that it names is looked up or called.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @returns What it says.
 * @throws {ModelError} If it is damaged, too deep or too large, uses an opcode that is not read, or names something that is not part of scikit-learn, numpy, scipy, XGBoost or LightGBM.
 */
export function readPickle(bytes: Bytes, location: string): PythonValue {
  const { value, foreign } = readPickleFile(bytes, location);
  if (foreign.length > 0) throw foreignError(foreign, location);
  return value;
}

/**
 * Reads a pickle as {@linkcode readPickle} does, but leaves it to the caller to
 * refuse what it names.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @param memory The most bytes that what it says may take.
 * @returns What it says, and what it names besides.
 * @throws {ModelError} If it cannot be read.
 */
export function readPickleFile(
  bytes: Bytes,
  location: string,
  memory: number = memoryLimit(bytes.length),
): PythonFile {
  const cursor = new ByteCursor(bytes, location);
  const foreign = new Map<string, PythonName>();
  const budget = new SizeBudget(location, {
    bytes: bytes.length + SPARE_BYTES,
    memory,
  });
  if (bytes[0] !== 0x80) {
    throw cursor.error(
      "expected a pickle of protocol 2 to 5; write older ones again with a later protocol",
    );
  }
  try {
    const machine = new PickleMachine(cursor, { budget, foreign, depth: 0 });
    return { value: machine.run(), foreign: [...foreign.values()] };
  } catch (error) {
    if (foreign.size > 0) throw foreignError([...foreign.values()], location);
    if (!(error instanceof ModelError)) throw error;
    if (error.message.includes(location)) throw error;
    throw new ModelError(`${error.message} (${location})`, { cause: error });
  }
}

/**
 * The error for a file that names what is not known here.
 *
 * @param foreign The names.
 * @param location Where the file is.
 * @returns The error, to be thrown.
 */
export function foreignError(
  foreign: readonly PythonName[],
  location: string,
): ModelError {
  return new ModelError(
    `Cannot read ${location}: it needs ${
      describeForeign(foreign).join(", ")
    }, no part of scikit-learn, numpy, scipy, XGBoost or LightGBM; nothing in a model file is executed, so this needs Python`,
  );
}

/**
 * What a file needs, in words: the names of functions that cloudpickle builds
 * functions with say nothing to the person who wrote one.
 *
 * @param foreign The names.
 * @returns Module and name of each, and once what cloudpickle builds.
 */
export function describeForeign(foreign: readonly PythonName[]): string[] {
  const names = foreign.filter(({ module }) => !isCloudpickle(module))
    .map(({ module, name }) => `${module}.${name}`);
  if (names.length < foreign.length) {
    names.push("a class or function that cloudpickle saved by value");
  }
  return names;
}

function isCloudpickle(module: string): boolean {
  return module === "cloudpickle" || module.startsWith("cloudpickle.");
}
