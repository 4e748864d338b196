"""Records what MLflow's own server and pyfunc answer for examples/iris: one file a request in ../iris/."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent.parent.parent / "examples" / "iris"
OUT = HERE.parent / "iris"

COLUMNS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
ROWS = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]]


def split(data, columns=COLUMNS, **more):
    return {"dataframe_split": {"columns": columns, **more, "data": data}}


def records(rows):
    return {"dataframe_records": rows}


def every_row():
    from sklearn.datasets import load_iris

    return load_iris().data.tolist()


REQUESTS = {
    "one-row": split(ROWS[:1]),
    "three-rows": split(ROWS, index=[0, 1, 2]),
    "records": records([dict(zip(COLUMNS, row)) for row in ROWS]),
    "integers-for-doubles": split([[5, 3, 1, 0], [7, 3, 5, 1]]),
    "columns-in-another-order": split([row[::-1] for row in ROWS], COLUMNS[::-1]),
    "an-extra-column": split([row + [1.0] for row in ROWS], COLUMNS + ["extra"]),
    "a-null": split([[5.1, None, 1.4, 0.2], [None, None, None, None], [6.3, 3.3, None, 2.5]]),
    "a-missing-column": split([row[:3] for row in ROWS], COLUMNS[:3]),
    "a-string": split([[5.1, 3.5, "long", 0.2]]),
    "an-unknown-key": {"rows": ROWS},
    "inputs-by-name": {"inputs": {name: [row[i] for row in ROWS] for i, name in enumerate(COLUMNS)}},
    "inputs-as-lists": {"inputs": ROWS},
    "instances": {"instances": [dict(zip(COLUMNS, row)) for row in ROWS]},
    "params-without-schema": {**split(ROWS), "params": {"output_margin": True}},
    "no-rows": split([]),
    "every-row": split(every_row()),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def post(url, body):
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers.get_content_type(), response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read().decode()


def without_traceback(text):
    document = json.loads(text)
    if isinstance(document, dict):
        document.pop("stack_trace", None)
    return document


def main():
    OUT.mkdir(exist_ok=True)
    for path in OUT.glob("*.json"):
        path.unlink()
    port = free_port()
    command = ["-m", "mlflow", "models", "serve", "-m", str(MODEL), "-p", str(port), "-h", "127.0.0.1"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    server = subprocess.Popen(
        [sys.executable, *command, "--env-manager", "local"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/ping").read()
                break
            except OSError:
                time.sleep(0.1)
        versions = {name: metadata.version(name) for name in ("mlflow", "xgboost", "numpy", "pandas")}
        for name, body in REQUESTS.items():
            text = json.dumps(body)
            status, content_type, answer = post(f"http://127.0.0.1:{port}/invocations", text)
            document = {
                "environment": versions,
                "request": {"path": "/invocations", "contentType": "application/json", "body": text},
                "response": {"status": status, "contentType": content_type, "body": without_traceback(answer)},
            }
            (OUT / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    finally:
        os.killpg(server.pid, signal.SIGTERM)

    loaded = mlflow.pyfunc.load_model(str(MODEL))
    frame = pd.DataFrame(every_row(), columns=COLUMNS)
    predictions = np.asarray(loaded.predict(frame))
    document = {
        "environment": versions,
        "frame": {"columns": COLUMNS, "data": frame.to_numpy().tolist()},
        "predictions": {"dtype": predictions.dtype.name, "values": predictions.tolist()},
    }
    (OUT / "pyfunc.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
