/** A typed array of a model, in memory that several threads see. */
export type SharedArray =
  | Float32Array<SharedArrayBuffer>
  | Float64Array<SharedArrayBuffer>
  | Int32Array<SharedArrayBuffer>
  | Uint32Array<SharedArrayBuffer>
  | Uint8Array<SharedArrayBuffer>;

/** What keeps the typed arrays of a model. */
export interface WeightPlace {
  /**
   * Keeps an array, which nobody changes any more.
   *
   * @param array The array.
   * @returns The array to use in its place; its values are the same.
   */
  keep<T extends WeightArray>(array: T): T;
}

/** The arrays that weights are in. */
export type WeightArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array;

/** Below this many bytes an array is not worth being shared. */
const LEAST_BYTES = 4096;

/**
 * Weights that several threads share: what a thread loads that another one has
 * loaded before, is taken from there, and its own copy is forgotten.
 */
export class SharedWeights implements WeightPlace {
  readonly #arrays: SharedArray[];

  /**
   * Begins with what other threads have loaded.
   *
   * @param arrays Their arrays.
   */
  constructor(arrays: readonly SharedArray[] = []) {
    this.#arrays = [...arrays];
  }

  /** All arrays that are shared. */
  get arrays(): readonly SharedArray[] {
    return this.#arrays;
  }

  /** Keeps an array in shared memory, once for all threads. */
  keep<T extends WeightArray>(array: T): T {
    if (array.byteLength < LEAST_BYTES) return array;
    const known = this.#arrays.find((other) => isSame(other, array));
    if (known !== undefined) return known as WeightArray as T;
    const shared = copyOf(array);
    this.#arrays.push(shared);
    return shared as WeightArray as T;
  }
}

const PRIVATE: WeightPlace = { keep: (array) => array };
let place: WeightPlace = PRIVATE;

/** Where the models that are loaded now keep their weights. */
export function weightPlace(): WeightPlace {
  return place;
}

/**
 * Says where models keep the weights that are loaded from now on. Called by
 * what puts a host together, once.
 *
 * @param chosen The place; the memory of the thread alone if absent.
 */
export function useWeightPlace(chosen: WeightPlace = PRIVATE): void {
  place = chosen;
}

/**
 * Has models keep their weights in memory that other threads may see, if they
 * do not already.
 *
 * @returns The weights.
 */
export function sharedWeights(): SharedWeights {
  if (place instanceof SharedWeights) return place;
  const weights = new SharedWeights();
  place = weights;
  return weights;
}

function copyOf(array: WeightArray): SharedArray {
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = viewOn(buffer, array);
  copy.set(array);
  return copy;
}

function viewOn(buffer: SharedArrayBuffer, like: WeightArray): SharedArray {
  if (like instanceof Float64Array) return new Float64Array(buffer);
  if (like instanceof Float32Array) return new Float32Array(buffer);
  if (like instanceof Int32Array) return new Int32Array(buffer);
  if (like instanceof Uint32Array) return new Uint32Array(buffer);
  return new Uint8Array(buffer);
}

/** Bit for bit: two kinds of NaN are two values. */
function isSame(one: WeightArray, other: WeightArray): boolean {
  if (
    one.constructor !== other.constructor ||
    one.byteLength !== other.byteLength
  ) return false;
  const left = bytesOf(one);
  const right = bytesOf(other);
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) return false;
  }
  return true;
}

function bytesOf({ buffer, byteOffset, byteLength }: WeightArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
