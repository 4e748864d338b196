"""Records what azureml-ai-monitoring and pandas make of frames: see ../README.md.

Each frame is collected with the real package, whose side-car is a server of
this script; what it is sent is the golden case.
"""

import json
import os
import platform
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path
from queue import Queue

import numpy as np
import pandas as pd

OUT = Path(__file__).resolve().parent.parent / "collector" / "frames.json"
LIBRARIES = ["azureml-ai-monitoring", "pandas", "numpy"]
received = Queue()


class SideCar(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        received.put((self.path, dict(self.headers.items()), body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def column(name, dtype, series):
    """A column as the test builds it: numbers as text, so that none is rounded."""
    values = []
    for value in series:
        if value is None or value is pd.NA or value is pd.NaT:
            values.append(None)
        elif dtype == "datetime":
            values.append(repr(pd.Timestamp(value).value / 1e6))
        elif dtype in ("float64", "float32"):
            values.append(repr(float(value)))
        elif dtype in ("int64", "int32"):
            values.append(str(int(value)))
        elif dtype == "boolean":
            values.append(bool(value))
        else:
            values.append(value)
    return {"name": str(name), "dtype": dtype, "values": values}


def frames():
    doubles = [0.0, 1.0, -1.0, 0.5, 1 / 3, 0.1 + 0.2, 1e-3, 123456789.125, 1e15, 2.0**53, 1e20,
               -2.5, np.nan, np.inf, -np.inf, 3.141592653589793]
    yield "float64", pd.DataFrame({"x": doubles}), ["float64"]
    singles = np.array([1.1, 0.5, 2.0, -3.25, np.nan], dtype="float32")
    yield "float32", pd.DataFrame({"x": singles}), ["float32"]
    longs = np.array([0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63)], dtype="int64")
    yield "int64", pd.DataFrame({"n": longs}), ["int64"]
    ints = np.array([0, 2**31 - 1, -(2**31)], dtype="int32")
    yield "int32", pd.DataFrame({"n": ints}), ["int32"]
    yield "nullable", pd.DataFrame({
        "n": pd.array([1, None, 3], dtype="Int64"),
        "b": pd.array([True, None, False], dtype="boolean"),
        "s": pd.array(["a", None, ""], dtype="string"),
    }), ["int64", "boolean", "string"]
    yield "boolean", pd.DataFrame({"b": [True, False]}), ["boolean"]
    times = pd.to_datetime([
        "2024-01-02T03:04:05.678901", "1970-01-01T00:00:00", "1969-12-31T23:59:59.5", None,
        "2262-04-11",
    ], format="ISO8601")
    yield "datetime", pd.DataFrame({"t": times}), ["datetime"]
    zoned = pd.to_datetime(["2024-01-02T03:04:05"]).tz_localize("Europe/Stockholm")
    yield "datetime with a zone", pd.DataFrame({"t": zoned}), ["datetime"]
    texts = ["", "a", "\u00e9", "\u4e2d\u6587", "\U0001f600", 'q"\\/', "\n\t\r\b\f\x01\x7f", "<>&",
             "\u2028", None]
    yield "string", pd.DataFrame({"s": texts}), ["string"]
    yield "category", pd.DataFrame({"c": pd.Categorical(["x", "y", "x"])}), ["string"]
    yield "object", pd.DataFrame({"o": [[1, 2.5, None], {"k": [True, {"d": 1}]}, "s", None, 7]}), ["object"]
    labels = pd.DataFrame([[1, 2, 3]], columns=['q"', 0, "\u00e9/"])
    yield "labels", labels, ["int64"] * 3
    yield "no rows", pd.DataFrame({"a": np.array([], dtype="float64")}), ["float64"]
    yield "no columns", pd.DataFrame(index=range(2)), []
    yield "index", pd.DataFrame({"a": [1, 2]}, index=["x", "y"]), ["int64"]
    rng = np.random.default_rng(7)
    mixed = pd.DataFrame({
        "amount": np.round(rng.uniform(0, 1e5, 40), 2),
        "count": rng.integers(0, 100, 40),
        "city": rng.choice(["Malm\u00f6", "Ume\u00e5", "Lund"], 40),
        "ratio": rng.normal(size=40),
    })
    yield "mixed", mixed, ["float64", "int64", "string", "float64"]


def main():
    server = HTTPServer(("127.0.0.1", 0), SideCar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump({"collections": {"model_inputs": {"enabled": True}}}, file)
    os.environ["AZUREML_MDC_CONFIG_PATH"] = file.name
    os.environ["AZUREML_MDC_PORT"] = str(server.server_address[1])
    from azureml.ai.monitoring import Collector
    from azureml.ai.monitoring.context import BasicCorrelationContext

    collector = Collector(name="model_inputs")
    cases = []
    for name, frame, dtypes in frames():
        collector.collect(frame, BasicCorrelationContext(id=name, timestamp=1700000000, headers={"my-tag": "blue"}))
        path, headers, body = received.get(timeout=10)
        headers = {key.lower(): value for key, value in headers.items()}
        for varying in ["host", "user-agent", "trace-id", "accept-encoding", "connection", "accept"]:
            headers.pop(varying, None)
        columns = [column(label, dtype, frame.iloc[:, i]) for i, (label, dtype) in enumerate(zip(frame.columns, dtypes))]
        cases.append({"name": name, "rows": len(frame), "columns": columns, "path": path, "headers": headers, "body": body})
    environment = {"python": platform.python_version()}
    for library in LIBRARIES:
        environment[library] = metadata.version(library)
    document = {
        "about": "Frames, and what azureml-ai-monitoring posts to its side-car for them",
        "environment": environment,
        "cases": cases,
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(document, indent=1) + "\n")


main()
