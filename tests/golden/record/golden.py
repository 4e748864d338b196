"""Writes golden cases: see ../README.md."""

import base64
import json
import math
import platform
import shutil
try:
    from importlib import metadata
except ImportError:  # Python 3.7
    import importlib_metadata as metadata
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


class Case:
    """One folder below tests/golden/<flavor>/."""

    def __init__(self, flavor, name, about, libraries, tolerance="bits", why=None):
        self.folder = ROOT / flavor / name
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        environment = {"python": platform.python_version()}
        for library in libraries:
            environment[library] = metadata.version(library)
        self.document = {"about": about, "environment": environment, "tolerance": tolerance}
        if why is not None:
            self.document["why"] = why
        self.document["inputs"] = {}
        self.document["calls"] = []
        self._inputs = {}

    def input(self, name, value):
        """Adds an input: a DataFrame, an ndarray, or a dict of ndarrays."""
        self._inputs[name] = value
        self.document["inputs"][name] = encode(value)

    def call(self, name, answer, params=None, method=None, says=None, tolerance=None, why=None):
        """Asks the library and records what it answers, or how it refuses."""
        call = {"input": name}
        if method is not None:
            call["method"] = method
        if params is not None:
            call["params"] = params
        if tolerance is not None:
            call["tolerance"] = tolerance
            call["why"] = why
        try:
            output = answer(self._inputs[name])
        except Exception as error:  # whatever the library refuses with is the answer
            text = str(error).split("\nStack trace")[0].rstrip()[:400]
            call["error"] = {"type": type(error).__name__, "message": text}
            if says is not None:
                call["error"]["says"] = says
        else:
            call["output"] = encode(output)
        self.document["calls"].append(call)
        return call

    def refused(self, says):
        """Says that the model must be refused at load, with a message that holds this text."""
        del self.document["inputs"]
        del self.document["calls"]
        self.document["refused"] = says

    def save(self):
        """Writes golden.json."""
        text = json.dumps(self.document, indent=1, allow_nan=False, ensure_ascii=False)
        (self.folder / "golden.json").write_text(text + "\n", encoding="utf-8")


def keep_model(case, source, files=None):
    """Copies MLmodel and the model's files (all that Samla reads) of an MLflow directory into the case."""
    source = Path(source)
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_dir() or name in SKIPPED or (files is not None and name not in files):
            continue
        target = case.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


SKIPPED = {
    "conda.yaml",
    "python_env.yaml",
    "requirements.txt",
    "input_example.json",
    "serving_input_example.json",
    "registered_model_meta",
}


def encode(value):
    """An input or output as golden.json says it."""
    if hasattr(value, "columns") and hasattr(value, "iloc"):
        columns = []
        for position, name in enumerate(value.columns):
            columns.append({"name": str(name), **encode_series(value.iloc[:, position])})
        return {"kind": "frame", "columns": columns, "rows": len(value)}
    if isinstance(value, dict):
        return {"kind": "named", "tensors": {k: encode_array(np.asarray(v)) for k, v in value.items()}}
    if isinstance(value, np.ndarray):
        return {"kind": "tensor", **encode_array(value)}
    if hasattr(value, "to_numpy"):
        return {"kind": "tensor", **encode_array(value.to_numpy())}
    if isinstance(value, (list, tuple)):
        return {"kind": "list", "values": [encode_plain(item) for item in value]}
    raise TypeError(f"Cannot record a {type(value)}")


def encode_series(series):
    missing = []
    if str(series.dtype) in ("Int64", "Int32", "boolean"):
        missing = [int(i) for i in np.flatnonzero(series.isna().to_numpy())]
        kind = {"Int64": "int64", "Int32": "int32", "boolean": "bool"}[str(series.dtype)]
        array = series.fillna(0).astype(kind).to_numpy() if kind != "bool" else series.fillna(False).astype(bool).to_numpy()
    elif str(series.dtype) in ("category", "str", "string"):
        array = series.astype(object).to_numpy()
    else:
        array = series.to_numpy()
    encoded = encode_array(array)
    if missing:
        encoded["missing"] = missing
    return encoded


def encode_array(array):
    array = np.asarray(array)
    shape = list(array.shape)
    if array.dtype.kind in "OUS":
        flat = [encode_plain(item) for item in array.reshape(-1).tolist()]
        text = all(item is None or isinstance(item, str) for item in flat)
        return {"dtype": "str" if text else "object", "shape": shape, "values": flat}
    if array.dtype.kind == "M":
        dtype, array = "datetime64[ns]", array.astype("datetime64[ns]").astype("int64")
    else:
        dtype = array.dtype.name
    raw = np.ascontiguousarray(array)
    raw = raw.astype(raw.dtype.newbyteorder("<"), copy=False)
    return {"dtype": dtype, "shape": shape, "base64": base64.b64encode(raw.tobytes()).decode("ascii")}


def encode_plain(item):
    if item is None or isinstance(item, (str, bool)):
        return item
    if isinstance(item, np.generic):
        return encode_plain(item.item())
    if isinstance(item, float) and not math.isfinite(item):
        return {"float": "nan" if math.isnan(item) else "inf" if item > 0 else "-inf"}
    if isinstance(item, (int, float)):
        return item
    if isinstance(item, dict):
        return {str(key): encode_plain(entry) for key, entry in item.items()}
    if isinstance(item, (list, tuple, np.ndarray)):
        return [encode_plain(entry) for entry in item]
    raise TypeError(f"Cannot record a {type(item)}")
