"""Records what MLflow's server answers when steps that look values up are asked values of every JSON kind. See ../README.md."""

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
import pandas as pd
import xgboost as xgb
from fastapi.testclient import TestClient
from mlflow.models import infer_signature
from mlflow.pyfunc.scoring_server import init
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parent.parent / "lookups"
WORK = Path("lookups-work").resolve()
TEXTS = ["10", "a", "b", "a", "b", "10", "a", "c"] * 5
INTEGERS = [10, 20, 30, 20] * 10
KNOWN = ["a", "zz", "10", 10, 1, 1.5, 10.0, True, None, ["a"], {"a": 1}, "2020-01-02"]
PAIRS = [["a", None], ["a", 10], [10, None]]


def steps():
    yield "one-hot-error", OneHotEncoder(handle_unknown="error")
    yield "one-hot-ignore", OneHotEncoder(handle_unknown="ignore")
    yield "one-hot-infrequent", OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=6)
    yield "ordinal-error", OrdinalEncoder(handle_unknown="error")
    yield "ordinal-value", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    yield "target", TargetEncoder(cv=2, target_type="continuous", random_state=0)
    yield "imputer-constant", make_pipeline(
        SimpleImputer(strategy="constant", fill_value="b", missing_values=None), OneHotEncoder(handle_unknown="ignore")
    )
    yield "imputer-frequent", make_pipeline(
        SimpleImputer(strategy="most_frequent", missing_values=None), OneHotEncoder(handle_unknown="ignore")
    )


def models():
    frame = pd.DataFrame({"c": pd.Series(TEXTS, dtype=object)})
    target = np.arange(len(TEXTS)) % 8 * 1.0
    for name, step in steps():
        yield name, make_pipeline(step, LinearRegression()).fit(frame, target), frame, mlflow.sklearn
    for kind, values in {"texts": TEXTS, "integers": INTEGERS}.items():
        plain = pd.DataFrame({"c": pd.Series(values, dtype=object if kind == "texts" else "int64")})
        category = plain.astype("category")
        classifier = xgb.XGBRegressor(enable_categorical=True, n_estimators=4, max_depth=3, n_jobs=1)
        yield f"xgboost-class-{kind}", classifier.fit(category, target), plain, mlflow.xgboost
        matrix = xgb.DMatrix(category, target, enable_categorical=True)
        yield f"xgboost-booster-{kind}", xgb.train({"max_depth": 3, "nthread": 1}, matrix, 4), plain, mlflow.xgboost
        regressor = lgb.LGBMRegressor(n_estimators=4, min_child_samples=1, n_jobs=1, verbose=-1, cat_smooth=0, max_cat_to_onehot=9)
        fitted = regressor.fit(category, target)
        yield f"lightgbm-{kind}", fitted, plain, mlflow.lightgbm
        yield f"lightgbm-booster-{kind}", fitted.booster_, plain, mlflow.lightgbm


def bodies():
    for rows in [[value] for value in KNOWN] + PAIRS:
        yield {"dataframe_split": {"columns": ["c"], "data": [[value] for value in rows]}}


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.rmtree(WORK, ignore_errors=True)
    rows = []
    for name, model, frame, flavor in models():
        for signature in (True, False):
            folder = f"{name}-{'signature' if signature else 'plain'}"
            kwargs = {"signature": infer_signature(frame, np.zeros(1))} if signature else {}
            if flavor is mlflow.sklearn:
                kwargs["serialization_format"] = "pickle"
            flavor.save_model(model, str(WORK / folder), pip_requirements=[], **kwargs)
            for path in sorted((WORK / folder).iterdir()):
                if path.name == "MLmodel" or path.name.startswith("model."):
                    (ROOT / folder).mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, ROOT / folder / path.name)
            client = TestClient(init(mlflow.pyfunc.load_model(str(WORK / folder))), raise_server_exceptions=False)
            for body in bodies():
                answer = client.post("/invocations", json=body)
                row = {"model": folder, "signature": signature, "body": body, "status": answer.status_code}
                if answer.status_code == 200:
                    row["answer"] = answer.json()["predictions"]
                rows.append(row)
    shutil.rmtree(WORK)
    libraries = ["mlflow", "scikit-learn", "xgboost", "lightgbm", "numpy", "pandas"]
    lines = ",\n".join(json.dumps(row) for row in rows)
    environment = json.dumps({library: metadata.version(library) for library in libraries})
    (ROOT / "table.json").write_text(f'{{"environment": {environment}, "rows": [\n{lines}\n]}}\n')


main()
