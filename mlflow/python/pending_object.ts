import type { Tensor } from "../../frame/mod.ts";
import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import {
  type ArrayLayout,
  arrayOfBytes,
  arrayOfObjects,
} from "./array_layout.ts";
import { PickledDType } from "./pickled_dtype.ts";
import { PythonObject, type PythonValue } from "./python_object.ts";
import type { SizeBudget } from "./size_budget.ts";
import { sparseMatrixOf } from "./sparse_matrix.ts";
import type { StructuredArray } from "./structured_array.ts";

/** What {@linkcode PendingObject.finish} works with besides the state. */
export interface PickleContext {
  readonly budget: SizeBudget;
  /** Reads the bytes of an array that stand in the stream right here. */
  readArray(layout: ArrayLayout, alignmentBytes: number): PythonValue;
}

/**
 * An object that a pickle makes empty, and that becomes something else with
 * its state. Until then nothing may refer to it but the memo.
 */
export abstract class PendingObject extends PythonObject {
  /** Where the memo refers to it. */
  readonly memoPositions: number[] = [];

  /** What it is with its state. */
  abstract finish(state: PythonValue, context: PickleContext): PythonValue;
}

/** An array of `numpy._core.multiarray._reconstruct`, or a masked one, whose mask is dropped. */
export class PendingArray extends PendingObject {
  constructor() {
    super("numpy", "ndarray", [], new Map());
  }

  override finish(
    state: PythonValue,
    context: PickleContext,
  ): Tensor | StructuredArray {
    const [, shape, dtype, isFortran, content]: PythonValue[] =
      Array.isArray(state) ? state : [];
    if (!(dtype instanceof PickledDType)) {
      throw new ModelError("Cannot read an array: its state has no dtype");
    }
    const layout = {
      dtype: dtype.dtype,
      shape: shapeOf(shape ?? null),
      fortranOrder: isFortran === true,
    };
    return arrayOfContent(content ?? null, layout, context.budget);
  }
}

/** A matrix of `scipy.sparse`. */
export class PendingSparseMatrix extends PendingObject {
  override finish(state: PythonValue, context: PickleContext): PythonValue {
    const map = state instanceof Map ? state : new Map<string, PythonValue>();
    const part = (name: string): PythonValue => map.get(name) ?? null;
    return sparseMatrixOf({
      format: this.className.slice(0, 3),
      shape: part("_shape") ?? part("shape"),
      indptr: part("indptr"),
      indices: part("indices"),
      data: part("data"),
    }, context.budget);
  }
}

/** joblib's stand-in for an array whose bytes follow it in the stream. */
export class PendingJoblibArray extends PendingObject {
  constructor() {
    super("joblib.numpy_pickle", "NumpyArrayWrapper", [], new Map());
  }

  override finish(state: PythonValue, context: PickleContext): PythonValue {
    const map = state instanceof Map ? state : new Map<string, PythonValue>();
    const dtype: unknown = map.get("dtype");
    const alignment: unknown = map.get("numpy_array_alignment_bytes") ?? 0;
    if (!(dtype instanceof PickledDType) || typeof alignment !== "number") {
      throw new ModelError("Cannot read a joblib array: it has no dtype");
    }
    const layout = {
      dtype: dtype.dtype,
      shape: shapeOf(map.get("shape") ?? null),
      fortranOrder: map.get("order") === "F",
    };
    return context.readArray(layout, alignment);
  }
}

/**
 * An array of what a pickle has for its elements: bytes, or a list of objects.
 *
 * @throws {ModelError} If they are not as many as the shape says, or something else.
 */
export function arrayOfContent(
  content: PythonValue,
  layout: ArrayLayout,
  budget: SizeBudget,
): Tensor | StructuredArray {
  if (content instanceof Uint8Array) {
    return arrayOfBytes(content, layout, budget);
  }
  if (Array.isArray(content)) return arrayOfObjects(content, layout);
  throw new ModelError("Cannot read an array: it has no elements");
}

/**
 * A tuple of counts as a shape.
 *
 * @throws {ModelError} If it is something else.
 */
export function shapeOf(value: PythonValue): number[] {
  const sizes: PythonValue[] = Array.isArray(value) ? value : [null];
  return sizes.map((size) => {
    if (typeof size === "number") return size;
    throw new ModelError("Cannot read an array: its shape is not a tuple");
  });
}

/**
 * The bytes of a text of the characters 0 to 255, as protocol 2 writes bytes.
 *
 * @throws {ModelError} If there are other characters.
 */
export function latin1Bytes(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) {
      throw new ModelError("Cannot read bytes: they are not latin-1 text");
    }
    bytes[i] = code;
  }
  return bytes;
}
