"""Files that Python objects were saved to, each with a description of the object: see ../python/README.md."""

import base64
import bz2
import collections
import functools
import json
import lzma
import pickle
import shutil
import sys
import warnings
import zipfile
from pathlib import Path

import joblib
import numpy as np
import scipy.sparse as sparse
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import KNeighborsClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parent.parent / "python"

# Objects of these modules are described by their class alone.
OPAQUE = ("numpy.random", "sklearn._loss", "_loss", "sklearn.neighbors._", "sklearn.linear_model._sgd_fast", "sklearn.ensemble._gb_losses")


def describe(value):
    """The value as JSON; tests/mlflow/python/describe_value.ts says the same of what is read."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (np.str_,)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return {"int": str(int(value))}
    if isinstance(value, (float, np.floating)):
        return {"float": number(float(value))}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, np.ma.MaskedArray):
        return describe(np.asarray(value.data))
    if isinstance(value, np.ndarray):
        return describe_array(value)
    if sparse.issparse(value):
        csr = value.tocsr()
        csr.sort_indices()
        return {
            "sparse": list(csr.shape),
            "indptr": csr.indptr.tolist(),
            "indices": csr.indices.tolist(),
            "data": [number(float(x)) for x in csr.data],
        }
    if isinstance(value, dict):
        return {"dict": [[describe(k), describe(v)] for k, v in sorted(value.items(), key=lambda pair: str(pair[0]))]}
    if isinstance(value, (set, frozenset)):
        return {"list": [describe(x) for x in sorted(value)]}
    if isinstance(value, (list, tuple)):
        return {"list": [describe(x) for x in value]}
    if isinstance(value, slice):
        return {"object": "builtins.slice", "args": [describe(x) for x in (value.start, value.stop, value.step)]}
    if isinstance(value, functools.partial):
        return {"object": "functools.partial"}
    if isinstance(value, np.dtype):
        return {"dtype": value.name}
    if isinstance(value, np.ufunc):
        return {"name": "numpy." + value.__name__}
    if isinstance(value, type) or callable(value) and not hasattr(value, "__dict__"):
        return {"name": f"{value.__module__}.{value.__qualname__}"}
    return describe_object(value)


def describe_array(array):
    if array.dtype.names:
        return {"records": list(array.shape), "fields": {name: describe_array(np.ascontiguousarray(array[name])) for name in array.dtype.names}}
    shape = list(array.shape)
    if array.dtype == object:
        return {"array": "object", "shape": shape, "items": [describe(x) for x in array.ravel().tolist()]}
    if array.dtype.kind == "U":
        return {"array": "str", "shape": shape, "items": array.ravel().tolist()}
    if array.dtype.kind == "S":
        return {"array": "bytes", "shape": shape, "items": [describe(x) for x in array.ravel().tolist()]}
    name = array.dtype.name
    if name == "float16":
        array = array.astype("float32")
    plain = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<")))
    return {"array": name, "shape": shape, "base64": base64.b64encode(plain.tobytes()).decode()}


def describe_object(value):
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if name.startswith(OPAQUE):
        return {"object": type(value).__qualname__}
    reduced = value.__reduce_ex__(2)
    args, state = reduced[1], reduced[2] if len(reduced) > 2 else None
    made = [] if reduced[0].__name__ in ("__newobj__", "_reconstructor") else [describe(x) for x in args]
    attributes = {k: describe(v) for k, v in sorted((state or {}).items())} if isinstance(state, (dict, type(None))) else {}
    return {"object": name, "args": made, "attributes": attributes}


def number(value):
    if value != value:
        return "nan"
    return {float("inf"): "inf", float("-inf"): "-inf"}.get(value, value)


def values():
    """One of everything that a model may hold beside estimators."""
    shared = np.arange(3.0)
    return {
        "none": None,
        "truths": [True, False, np.True_],
        "integers": [0, -1, 255, 256, 65536, -(2**31), 2**31, 2**53, 2**53 + 1, -(2**63), 10**40],
        "numbers": [0.1, -0.0, 1e308, float("inf"), float("-inf")],
        "text": ["", "a", "å∫ç😀", "x" * 300, "a\nb", "__proto__"],
        "bytes": [b"", b"\x00\xff", bytearray(b"abc"), bytes(range(256)) * 2],
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
        "sets": [set(), {1, 2, 3}, frozenset({"a", "b"})],
        "dicts": [{}, {1: "int", "1": "text"}, {("a", 1): 2.5}, {"__proto__": {"constructor": 1}}],
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
        "default": collections.defaultdict(list, {"k": [1]}),
        "slice": slice(1, None, 2),
        "types": [int, float, np.float64, collections.OrderedDict],
        "ufunc": np.log1p,
        "partial": functools.partial(np.clip, 0.5),
        "scalars": [np.float64(0.1), np.float32(0.5), np.int64(2**60), np.int8(-3), np.str_("s")],
        "dtypes": [np.dtype("float64"), np.dtype("int32"), np.dtype("bool")],
        "arrays": [np.arange(6).astype(t).reshape(2, 3) for t in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")],
        "edges": np.array([np.nan, np.inf, -np.inf, 5e-324, 1.7976931348623157e308]),
        "halves": np.array([0.5, -0.0, 6e-8, 65504, np.inf, np.nan], dtype="f2"),
        "fortran": [np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)), np.asfortranarray(np.array([["a", "b"], ["c", None]], dtype=object))],
        "strided": np.arange(24).reshape(4, 6)[::2, ::3],
        "big_endian": np.arange(4, dtype=">i4"),
        "empty": [np.zeros((0, 5)), np.zeros(0, dtype=object), np.array(1.5)],
        "strings": np.array([["a", "åäö"], ["😀", ""]]),
        "byte_strings": np.array([b"a", b"bcd"]),
        "objects": np.array(["a", 1, None, 2.5, (1, 2)], dtype=object),
        "times": np.array(["2020-01-01", "NaT"], dtype="M8[ns]"),
        "records": np.array([(1, 2.5, True, "ab"), (-3, np.nan, False, "c")], dtype=[("i", "<i8"), ("f", "<f4"), ("b", "?"), ("s", "U3")]),
        "padded": np.zeros(3, dtype=np.dtype([("a", "u1"), ("b", "f8")], align=True)),
        "masked": np.ma.array([1.0, 2.0], mask=[False, True]),
        "csr": sparse.csr_matrix(np.array([[0, 1.5, 0], [2, 0, 0]])),
        "csc": sparse.csc_matrix(np.array([[0, 1.5, 0], [2, 0, 3]])),
        "shared": [shared, shared],
    }


def models():
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(60, 2)).round(2)
    words = np.array(["red", "green", "blue"], dtype=object)[np.arange(60) % 3]
    table = np.column_stack([numbers.astype(object), words])
    y = (numbers[:, 0] + numbers[:, 1] > 0).astype(int)
    labels = np.array(["no", "yes"])[y]
    columns = ColumnTransformer(
        [
            ("words", OneHotEncoder(handle_unknown="ignore"), [2]),
            ("scaled", StandardScaler(), slice(0, 1)),
            ("kept", "passthrough", [1]),
        ]
    )
    forest = RandomForestClassifier(2, max_depth=2, random_state=0)
    yield "pipeline", Pipeline([("columns", columns), ("forest", forest)]).fit(table, labels)
    yield "boosting", GradientBoostingClassifier(n_estimators=2, max_depth=1, random_state=0).fit(numbers, labels)
    yield "histogram", HistGradientBoostingRegressor(max_iter=2, max_leaf_nodes=3, max_bins=8).fit(numbers, numbers[:, 0])
    yield "text", TfidfVectorizer(ngram_range=(1, 2)).fit(["one two", "two three four"])
    yield "neighbours", KNeighborsClassifier(3, algorithm="kd_tree").fit(numbers[:9], y[:9])
    yield "linear", Pipeline([("grow", FunctionTransformer(np.expm1)), ("sgd", SGDClassifier(random_state=0))]).fit(numbers, y)


def save(folder, value, formats):
    folder.mkdir(parents=True)
    for protocol in (2, 3, 4, 5):
        with open(folder / f"protocol_{protocol}.pkl", "wb") as file:
            pickle.dump(value, file, protocol=protocol)
    joblib.dump(value, folder / "plain.joblib")
    for compression in formats:
        joblib.dump(value, folder / f"{compression}.joblib", compress=(compression, 9))
    for compression in ("bz2", "lzma") if formats else ():
        joblib.dump(value, folder / f"{compression}_3.joblib", compress=(compression, 3))
    if formats:
        plain = pickle.dumps(value, protocol=4)
        (folder / "protocol_4.pkl.bz2").write_bytes(bz2.compress(plain))
        (folder / "protocol_4.pkl.lzma").write_bytes(lzma.compress(plain, format=lzma.FORMAT_ALONE))
    with open(folder / "description.json", "w", encoding="utf-8") as file:
        json.dump(describe(value), file, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
        file.write("\n")


def main(environment):
    target = ROOT / environment
    shutil.rmtree(target, ignore_errors=True)
    newest = environment == "python-files-1.9"
    save(target / "values", values(), ["zlib", "gzip", "bz2", "xz", "lzma", "lz4"] if newest else [])
    for name, model in models():
        save(target / name, model, [])
        (target / name / "protocol_2.pkl").unlink()
        if skops.__version__.startswith("0.4.") and name == "linear":
            continue  # this release cannot save its loss
        if skops.__version__.startswith("0.4.") or name == "histogram":
            skops.io.dump(model, target / name / "stored.skops")
        else:
            skops.io.dump(model, target / name / "deflated.skops", compression=zipfile.ZIP_DEFLATED)


main(sys.argv[1])
