import { PythonName } from "./python_object.ts";

/** Libraries whose classes become inert objects. */
const LIBRARIES = [
  "sklearn",
  "xgboost",
  "lightgbm",
  "numpy",
  "scipy",
  // Columns are often chosen with an index of pandas.
  "pandas",
];

/** What else may be named; nothing of it is ever called. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([
  ...[
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "object",
    "range",
    "set",
    "slice",
    "str",
    "tuple",
    "type",
  ].map((name) => `builtins.${name}`),
  "_codecs.encode",
  "collections.OrderedDict",
  "collections.defaultdict",
  "copyreg._reconstructor",
  "functools.partial",
  // The cache of a pipeline.
  "joblib._store_backends.FileSystemStoreBackend",
  "joblib.memory.Memory",
  "joblib.numpy_pickle.NumpyArrayWrapper",
  "operator.attrgetter",
  "operator.itemgetter",
  "operator.methodcaller",
]);

/** What protocol 2 calls Python's types, so that Python 2 finds them. */
const PYTHON_2_NAMES: ReadonlyMap<string, string> = new Map([
  ["basestring", "str"],
  ["long", "int"],
  ["unicode", "str"],
  ["xrange", "range"],
]);

/**
 * The name of a global as later versions of Python and numpy spell it: numpy's
 * ufuncs are `numpy.log1p` wherever they were found.
 *
 * @param module The module, as the file says it.
 * @param name The name in it.
 * @returns The name; nothing is looked up.
 */
export function globalName(module: string, name: string): PythonName {
  if (module === "__builtin__") {
    return new PythonName("builtins", PYTHON_2_NAMES.get(name) ?? name);
  }
  if (module === "copy_reg") return new PythonName("copyreg", name);
  // scikit-learn before 0.23 brought its own joblib.
  if (module.startsWith("sklearn.externals.joblib")) {
    module = module.slice("sklearn.externals.".length);
  }
  if (module === "numpy.core" || module.startsWith("numpy.core.")) {
    module = "numpy._core" + module.slice("numpy.core".length);
  }
  const isUfunc = module === "numpy._core._multiarray_umath" ||
    module === "numpy._core.umath";
  return new PythonName(
    isUfunc && !name.startsWith("_") ? "numpy" : module,
    name,
  );
}

/**
 * Whether a global is one that models consist of: a class of scikit-learn,
 * XGBoost or LightGBM, a name of numpy or scipy, or one of Python's plain types.
 */
export function isKnownGlobal({ module, name }: PythonName): boolean {
  if (PLAIN_NAMES.has(`${module}.${name}`)) return true;
  // The loss functions of some wheels of scikit-learn name this module.
  if (module === "_loss") return true;
  const dot = module.indexOf(".");
  return LIBRARIES.includes(dot === -1 ? module : module.slice(0, dot));
}

/**
 * Whether an instance of this class may stand in a model without being
 * understood: what is made by other functions of numpy is not an instance.
 */
export function isInertClass({ module, name }: PythonName): boolean {
  if (module === "numpy" || module.startsWith("numpy.")) {
    return module.startsWith("numpy.random");
  }
  return isKnownGlobal(new PythonName(module, name));
}
