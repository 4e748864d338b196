import { Tensor } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";
import {
  arrayOfContent,
  latin1Bytes,
  PendingArray,
  PendingJoblibArray,
  PendingSparseMatrix,
  shapeOf,
} from "./pending_object.ts";
import { PickledDType } from "./pickled_dtype.ts";
import { isInertClass } from "./known_global.ts";
import { PythonName, PythonObject, type PythonValue } from "./python_object.ts";
import { COST, type SizeBudget } from "./size_budget.ts";

/** What a call of a pickle is read with. */
export interface ConstructionContext {
  readonly budget: SizeBudget;
  /** Takes note of a name that is not known here. */
  refuse(name: PythonName): void;
}

/**
 * What a pickle says by calling something: the data that the call stands for.
 * Nothing is called.
 *
 * @param callable What is called.
 * @param args What it is called with.
 * @param context The budget, and who is told of names that are not known.
 * @returns The data; an inert object for instances of known and unknown classes.
 * @throws {ModelError} If the arguments make no sense.
 */
export function constructObject(
  callable: PythonName,
  args: readonly PythonValue[],
  context: ConstructionContext,
): PythonValue {
  const { module, name } = callable;
  const [first = null] = args;
  switch (`${module}.${name}`) {
    case "numpy._core.multiarray._reconstruct":
    case "numpy.ma.core._mareconstruct":
      return new PendingArray();
    case "numpy.dtype":
      return new PickledDType(args);
    case "numpy._core.multiarray.scalar":
      return scalarOf(args, context);
    case "numpy._core.numeric._frombuffer":
      return bufferArray(args, context);
    case "numpy._core._ufunc_reconstruct":
    case "numpy._core._multiarray_umath._ufunc_reconstruct":
      if (typeof args[1] === "string") return new PythonName("numpy", args[1]);
      break;
    case "joblib.numpy_pickle.NumpyArrayWrapper":
      return new PendingJoblibArray();
    case "_codecs.encode":
      if (typeof first === "string") {
        context.budget.takeBytes(first.length);
        return latin1Bytes(first);
      }
      break;
    case "builtins.bytes":
    case "builtins.bytearray":
      if (first === null) return new Uint8Array();
      if (first instanceof Uint8Array) return first;
      if (typeof first === "string") {
        context.budget.takeBytes(first.length);
        return latin1Bytes(first);
      }
      break;
    case "builtins.set":
    case "builtins.frozenset":
    case "builtins.list":
    case "builtins.tuple":
      if (args.length === 0) return [];
      if (Array.isArray(first)) return first;
      break;
    case "cloudpickle.cloudpickle._make_skeleton_class":
    case "cloudpickle.cloudpickle_fast._make_skeleton_class":
      if (typeof args[1] === "string") {
        context.refuse(new PythonName("__main__", args[1]));
      }
      break;
    case "builtins.slice":
    case "builtins.range":
      return new PythonObject(module, name, args, new Map());
    case "builtins.object":
      return new PythonObject(module, name, [], new Map());
    case "builtins.dict":
    case "collections.OrderedDict":
    case "collections.defaultdict":
    case "sklearn.utils.Bunch":
    case "sklearn.utils._bunch.Bunch":
      return dictOf(args, context);
    case "numpy.random._pickle.__randomstate_ctor":
      return new PythonObject(
        "numpy.random.mtrand",
        "RandomState",
        [],
        new Map(),
      );
    case "numpy.random._pickle.__generator_ctor":
      return new PythonObject(
        "numpy.random._generator",
        "Generator",
        [],
        new Map(),
      );
    case "copyreg._reconstructor":
      return reconstructed(args, context);
  }
  return instanceOf(callable, args, context);
}

function instanceOf(
  callable: PythonName,
  args: readonly PythonValue[],
  context: ConstructionContext,
): PythonValue {
  const { module, name } = callable;
  if (!isInertClass(callable)) context.refuse(callable);
  if (module.startsWith("scipy.sparse") && /^c.._(matrix|array)$/.test(name)) {
    return new PendingSparseMatrix(module, name, [], new Map());
  }
  // Functions of compiled classes that are given the class they make.
  const isFactory = name === "newObj" || name.startsWith("__pyx_unpickle_");
  const [made] = args;
  if (isFactory && made instanceof PythonName) {
    if (!isInertClass(made)) context.refuse(made);
    return new PythonObject(made.module, made.name, args.slice(1), new Map());
  }
  return new PythonObject(module, name, args, new Map());
}

function reconstructed(
  args: readonly PythonValue[],
  context: ConstructionContext,
): PythonValue {
  const [made, base] = args;
  if (!(made instanceof PythonName) || !(base instanceof PythonName)) {
    throw new ModelError("Cannot read an object: it has no class");
  }
  if (base.name !== "object") context.refuse(made);
  return constructObject(made, [], context);
}

function dictOf(
  args: readonly PythonValue[],
  context: ConstructionContext,
): Map<PythonValue, PythonValue> {
  const dict = new Map<PythonValue, PythonValue>();
  const pairs = args.find((argument) => Array.isArray(argument));
  if (!Array.isArray(pairs)) return dict;
  context.budget.takeMemory(pairs.length * COST.entry);
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError("Cannot read a dict: an entry is not a pair");
    }
    dict.set(pair[0], pair[1]);
  }
  return dict;
}

function scalarOf(
  args: readonly PythonValue[],
  context: ConstructionContext,
): PythonValue {
  const [dtype, content = null] = args;
  if (!(dtype instanceof PickledDType)) {
    throw new ModelError("Cannot read a numpy scalar: it has no dtype");
  }
  if (dtype.dtype.name === "object") return content;
  const layout = { dtype: dtype.dtype, shape: [], fortranOrder: false };
  const array = arrayOfContent(content, layout, context.budget);
  return array instanceof Tensor ? plainScalar(array) : array;
}

/** The one element of a tensor as a plain value. */
export function plainScalar(tensor: Tensor): PythonValue {
  const value: unknown = tensor.data[0];
  if (tensor.dtype === "bool") return value === 1;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === "number" || typeof value === "string") return value;
  return tensor;
}

function bufferArray(
  args: readonly PythonValue[],
  context: ConstructionContext,
): PythonValue {
  const [content = null, dtype, shape = null, order] = args;
  if (!(dtype instanceof PickledDType)) {
    throw new ModelError("Cannot read an array: it has no dtype");
  }
  const layout = {
    dtype: dtype.dtype,
    shape: shapeOf(shape),
    fortranOrder: order === "F",
  };
  return arrayOfContent(content, layout, context.budget);
}
