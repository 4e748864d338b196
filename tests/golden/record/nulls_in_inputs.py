"""Records what MLflow's server answers to arrays with nulls and texts in them, for models without a signature. See ../README.md."""

import json
import os
import shutil
import warnings
from importlib import metadata
from pathlib import Path

os.environ["MLFLOW_ENABLE_MODEL_LOGGING_WARNINGS"] = "false"

import lightgbm as lgb
import mlflow
import numpy as np
import xgboost as xgb
from fastapi.testclient import TestClient
from mlflow.pyfunc.scoring_server import init
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeRegressor

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parent.parent / "nulls-in-inputs"
WORK = Path("nulls-work").resolve()
random = np.random.default_rng(0)
HOLES = random.normal(size=(80, 3))
HOLES[::7, 1] = np.nan
WHOLE = np.nan_to_num(HOLES)
TARGET = WHOLE[:, 0] + WHOLE[:, 1]
ARRAYS = [
    [[0.5, None, 1.5]],
    [[0.5, None, 1.5], [1, 2, 3]],
    [[None, None, None]],
    [["0.5", None, 1.5]],
    [[True, None, 1.5]],
    [[0, None, 1]],
    [["a", None, 1.5]],
    [[{"x": 1}, None, 1.5]],
    [[["x"], None, 1.5]],
    [0.5, None, 1.5],
]


def models():
    yield "xgboost-class", xgb.XGBRegressor(n_estimators=3, max_depth=3).fit(HOLES, TARGET), mlflow.xgboost
    yield "xgboost-booster", xgb.train({"max_depth": 3}, xgb.DMatrix(HOLES, TARGET), 3), mlflow.xgboost
    yield "xgboost-linear", xgb.XGBRegressor(booster="gblinear", n_estimators=3).fit(WHOLE, TARGET), mlflow.xgboost
    regressor = lgb.LGBMRegressor(n_estimators=3, verbose=-1).fit(HOLES, TARGET)
    yield "lightgbm-class", regressor, mlflow.lightgbm
    yield "lightgbm-booster", regressor.booster_, mlflow.lightgbm
    yield "linear", LinearRegression().fit(WHOLE, TARGET), mlflow.sklearn
    yield "tree", DecisionTreeRegressor(max_depth=3).fit(HOLES, TARGET), mlflow.sklearn
    yield "hist", HistGradientBoostingRegressor(max_iter=3).fit(HOLES, TARGET), mlflow.sklearn
    yield "imputed", make_pipeline(SimpleImputer(), LinearRegression()).fit(HOLES, TARGET), mlflow.sklearn


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.rmtree(WORK, ignore_errors=True)
    rows = []
    for name, model, flavor in models():
        kwargs = {"serialization_format": "pickle"} if flavor is mlflow.sklearn else {}
        flavor.save_model(model, str(WORK / name), pip_requirements=[], **kwargs)
        for path in sorted((WORK / name).iterdir()):
            if path.name == "MLmodel" or path.name.startswith("model."):
                (ROOT / name).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, ROOT / name / path.name)
        client = TestClient(init(mlflow.pyfunc.load_model(str(WORK / name))), raise_server_exceptions=False)
        for key in ("inputs", "instances"):
            for array in ARRAYS:
                answer = client.post("/invocations", json={key: array})
                row = {"model": name, "body": {key: array}, "status": answer.status_code}
                if answer.status_code == 200:
                    row["answer"] = answer.json()["predictions"]
                rows.append(row)
    shutil.rmtree(WORK)
    libraries = ["mlflow", "scikit-learn", "xgboost", "lightgbm", "numpy", "pandas"]
    environment = json.dumps({library: metadata.version(library) for library in libraries})
    lines = ",\n".join(json.dumps(row) for row in rows)
    (ROOT / "table.json").write_text(f'{{"environment": {environment}, "rows": [\n{lines}\n]}}\n')


main()
