"""MLflow's own scoring server over models that answer what they were asked with.

Reads a list of signatures (or null) from standard input, and serves the n-th at
/n/invocations. Usage: echo_server.py <port> < signatures.json
"""

import json
import sys

import numpy as np
import pandas as pd
import uvicorn
from mlflow.models import Model, ModelSignature
from mlflow.pyfunc import PyFuncModel, scoring_server
from starlette.applications import Starlette
from starlette.routing import Mount


def describe(value):
    if isinstance(value, pd.DataFrame):
        columns = [value.iloc[:, n].tolist() for n in range(value.shape[1])]
        return {
            "kind": "DataFrame",
            "columns": [str(name) for name in value.columns],
            "dtypes": [dtype_name(dtype) for dtype in value.dtypes],
            "values": [[shown(cell) for cell in row] for row in zip(*columns)],
        }
    if isinstance(value, np.ndarray):
        return {
            "kind": "ndarray",
            "dtype": dtype_name(value.dtype),
            "shape": list(value.shape),
            "values": shown(value.tolist()),
        }
    if isinstance(value, dict):
        items = {str(name): describe(item) for name, item in value.items()}
        return {"kind": "dict", "items": items}
    if isinstance(value, (list, tuple)):
        return {"kind": "list", "items": [describe(item) for item in value]}
    if hasattr(value, "isoformat"):
        return {"kind": "datetime", "value": value.isoformat()}
    return {"kind": "scalar", "value": shown(value)}


def shown(value):
    """The text of a value: Python's, but texts are always in single quotes."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    if isinstance(value, pd.Timestamp):
        # Nanoseconds since 1970.
        return str(value.as_unit("ns").value)
    if isinstance(value, (np.ndarray, np.generic)):
        return shown(value.tolist())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(shown(item) for item in value)}]"
    if isinstance(value, dict):
        items = (f"{shown(name)}: {shown(item)}" for name, item in value.items())
        return f"{{{', '.join(items)}}}"
    return repr(value)


def dtype_name(dtype):
    # pandas 3 names the text columns that pandas 2 calls objects.
    return "object" if str(dtype) == "str" else str(dtype)


class Echo:
    def predict(self, data, params=None):
        return {
            "got": describe(data),
            "params": None if params is None else describe(params),
        }


def app_of(signature):
    model = Model(
        flavors={"python_function": {"loader_module": "echo"}},
        signature=None if signature is None else ModelSignature.from_dict(signature),
    )
    return scoring_server.init(PyFuncModel(model, Echo()))


if __name__ == "__main__":
    signatures = json.load(sys.stdin)
    apps = [Mount(f"/{n}", app=app_of(s)) for n, s in enumerate(signatures)]
    uvicorn.run(Starlette(routes=apps), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
