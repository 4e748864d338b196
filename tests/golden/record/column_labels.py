"""Records what MLflow's server answers for frames whose columns are called by numbers, and by the texts of numbers. See ../README.md."""

import base64
import io
import json
import os
import re
import shutil
import warnings
from importlib import metadata
from pathlib import Path

os.environ["MLFLOW_ENABLE_MODEL_LOGGING_WARNINGS"] = "false"

import mlflow
import numpy as np
import pandas as pd
import yaml
from fastapi.testclient import TestClient
from mlflow.models import ModelSignature, infer_signature
from mlflow.pyfunc.scoring_server import init
from mlflow.types.schema import ColSpec, DataType, Schema, TensorSpec

warnings.filterwarnings("ignore")
TABLE = Path(__file__).resolve().parent.parent / "protocol" / "column_labels.json"
WORK = Path("column-labels-work").resolve()
ROWS = [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]
LABELS = [0, 1, 2, 3]
PARQUET = "application/vnd.apache.parquet"


class Echo(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        if isinstance(model_input, pd.DataFrame):
            columns = [str(name) for name in model_input.columns]
            values = [[plain(cell) for cell in row] for row in model_input.to_numpy(dtype=object).tolist()]
            return json.dumps({"columns": columns, "dtypes": [str(t) for t in model_input.dtypes], "values": values})
        if isinstance(model_input, dict):
            return json.dumps({"tensors": {str(name): value.tolist() for name, value in model_input.items()}})
        return json.dumps({"tensor": model_input.tolist()})


def plain(cell):
    return None if isinstance(cell, float) and np.isnan(cell) else cell


def frame_of(names, rows=ROWS):
    return pd.DataFrame(rows, columns=names)


def signatures():
    yield "integers", infer_signature(frame_of(LABELS))
    yield "texts", infer_signature(frame_of([str(name) for name in LABELS]))
    yield "mixed", infer_signature(frame_of([0, "1", 2, "x"]))
    yield "later", infer_signature(frame_of([1, 2, 3, 4]))
    yield "turned", infer_signature(frame_of([3, 2, 1, 4]))
    yield "first-last", infer_signature(frame_of([1, 2, 3, 0]))
    yield "zero-alone-last", infer_signature(frame_of([5, 6, 7, 0]))
    yield "floats", infer_signature(frame_of([0.0, 1.0, 2.0, 3.0]))
    yield "halves", infer_signature(frame_of([0.5, 1.5, 2.5, 3.5]))
    yield "longs", infer_signature(frame_of(LABELS, [[1, 2, 3, 4]] * 2))
    yield "strings", infer_signature(frame_of(LABELS, [["a", "b", "c", "d"]] * 2))
    yield "kinds", infer_signature(frame_of(LABELS, [[1.5, 2, "c", True]] * 2))
    optional = [ColSpec(DataType.double, name, required=name < 2) for name in LABELS]
    yield "optional", ModelSignature(Schema(optional))
    yield "one-integer", infer_signature(frame_of([0], [[1.5], [2.5]]))
    yield "one-text", infer_signature(frame_of(["0"], [[1.5], [2.5]]))
    yield "one-seven", infer_signature(frame_of([7], [[1.5], [2.5]]))
    yield "no-names", ModelSignature(Schema([ColSpec(DataType.double)] * 4))
    tensors = [TensorSpec(np.dtype("float64"), (-1,), name) for name in (0, 1)]
    yield "tensors", ModelSignature(Schema(tensors))
    yield "one-tensor", ModelSignature(Schema(tensors[:1]))


def bodies():
    texts = [str(name) for name in LABELS]
    wide = [[*row, 9.5] for row in ROWS]
    narrow = [row[:3] for row in ROWS]
    for key in ("inputs", "instances"):
        for rows in (ROWS, ROWS[:1], wide, narrow, [row[:2] for row in ROWS], [[1, 2, 3, 4]], [1.5, 2.5], [[1.5], [2.5]], [], 1.5):
            yield {key: rows}
        yield {key: [["a", "b", "c", "d"]]}
        yield {key: [[1.5, None, 2.5, 3.5]]}
        yield {key: [dict(zip(texts, row)) for row in ROWS]}
        yield {key: [{"0": 1.5}, {"0": 2.5}]}
        yield {key: {name: [row[i] for row in ROWS] for i, name in enumerate(texts)}}
        yield {key: dict(zip(texts, ROWS[0]))}
        yield {key: {"0": [1.5, 2.5]}}
        yield {key: {"0": [1.5, 2.5], "1": [3.5, 4.5]}}
        yield {key: {"7": [1.5, 2.5]}}
    for names in (
        None, LABELS, texts, [3, 2, 1, 0], ["3", "2", "1", "0"], [0, "1", 2, "x"], [1, 2, 3, 4], [0.0, 1.0, 2.0, 3.0],
        [0.5, 1.5, 2.5, 3.5], [0, 1, 2, "3"], ["a", "b", "c", "d"], [False, True, 2, 3], [0, 1, 2, None], [5, 6, 7, 0],
    ):
        yield {"dataframe_split": {"columns": names, "data": ROWS}}
    yield {"dataframe_split": {"columns": [5, 6, 7, 0, 3], "data": wide}}
    yield {"dataframe_split": {"data": ROWS}}
    yield {"dataframe_split": {"data": wide}}
    yield {"dataframe_split": {"data": narrow}}
    yield {"dataframe_split": {"data": [[1.5], [2.5]]}}
    yield {"dataframe_split": {"data": [1.5, 2.5]}}
    yield {"dataframe_split": {"columns": [7], "data": [[1.5], [2.5]]}}
    yield {"dataframe_split": {"columns": ["7"], "data": [[1.5], [2.5]]}}
    yield {"dataframe_split": {"columns": [0, 1], "data": [[1.5, 2.5]]}}
    yield {"dataframe_split": {"data": [[1, 2, 3, 4]]}}
    yield {"dataframe_split": {"data": [[1.5, 2, "c", True]]}}
    yield {"dataframe_records": [dict(zip(texts, row)) for row in ROWS]}
    yield {"dataframe_records": ROWS}
    yield {"dataframe_records": [1.5, 2.5]}
    yield {"dataframe_records": [{"0": 1.5}, {"0": 2.5}]}
    yield {"dataframe_records": [{"7": 1.5}, {"7": 2.5}]}


def texts():
    yield frame_of(LABELS).to_csv(index=False)
    yield frame_of([3, 2, 1, 0]).to_csv(index=False)
    yield frame_of(["a", "b", "c", "d"]).to_csv(index=False)
    yield "0\n1.5\n2.5\n"


def files():
    for names in (LABELS, [3, 2, 1, 0], [str(name) for name in LABELS], [0.0, 1.0, 2.0, 3.0], [0.5, 1.5, 2.5, 3.5], [0]):
        file = io.BytesIO()
        frame_of(names, [row[: len(names)] for row in ROWS]).to_parquet(file)
        yield base64.b64encode(file.getvalue()).decode()


def requests():
    for file in files():
        yield PARQUET, file
    for body in bodies():
        yield "application/json", json.dumps(body)
    for text in texts():
        yield "text/csv", text


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    models, rows, asked = [], [], list(requests())
    for name, signature in signatures():
        folder = str(WORK / name)
        mlflow.pyfunc.save_model(folder, python_model=Echo(), signature=signature, pip_requirements=[])
        written = yaml.safe_load((WORK / name / "MLmodel").read_text())["signature"]
        models.append((name, {"inputs": written["inputs"]}))
        client = TestClient(init(mlflow.pyfunc.load_model(folder)), raise_server_exceptions=False)
        for i, (media, body) in enumerate(asked):
            content = base64.b64decode(body) if media == PARQUET else body
            answer = client.post("/invocations", content=content, headers={"content-type": media})
            row = {"model": name, "request": i, "status": answer.status_code}
            if answer.status_code == 200:
                row["input"] = json.loads(answer.json()["predictions"])
            else:
                found = re.search(r"Model is missing inputs \[.*?\]", answer.text)
                if found:
                    row["says"] = found[0]
            rows.append(row)
    shutil.rmtree(WORK)
    environment = {library: metadata.version(library) for library in ["mlflow", "numpy", "pandas"]}
    models = ",\n".join(f"{json.dumps(name)}: {json.dumps(signature)}" for name, signature in models)
    asked = ",\n".join(json.dumps({"type": media, "body": body}) for media, body in asked)
    rows = ",\n".join(json.dumps(row) for row in rows)
    head = f'"environment": {json.dumps(environment)}'
    TABLE.write_text(f'{{{head}, "models": {{\n{models}\n}}, "requests": [\n{asked}\n], "rows": [\n{rows}\n]}}\n')



main()
