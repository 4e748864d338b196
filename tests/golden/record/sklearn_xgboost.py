"""Records XGBoost's classes as they stand in scikit-learn's pipelines, searches and ensembles: see ../README.md."""

import warnings

import cloudpickle
import numpy as np
import pandas as pd
import xgboost as xgb
from golden import Case
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import VotingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
LABEL = ".".join(xgb.__version__.split(".")[:2])
EXACT = {"tolerance": "bits"}
FEW = {"n_estimators": 5, "max_depth": 3, "n_jobs": 1, "random_state": 0}


def new_case(name, about, model, predict_fn=None, **tolerance):
    case = Case("sklearn", f"{name}-{LABEL}", about, ["xgboost", "scikit-learn", "numpy"], **tolerance)
    with open(case.folder / "model.pkl", "wb") as target:
        cloudpickle.dump(model, target, protocol=4)
    function = "" if predict_fn is None else f"    predict_fn: {predict_fn}\n"
    (case.folder / "MLmodel").write_text(
        "flavors:\n"
        "  python_function:\n"
        "    loader_module: mlflow.sklearn\n"
        "    model_path: model.pkl\n"
        f"{function}"
        "  sklearn:\n"
        "    pickled_model: model.pkl\n"
    )
    return case


def rows_of(frame, count=12):
    return frame.iloc[:: max(1, len(frame) // count)].reset_index(drop=True)


def two_classes():
    data = load_breast_cancer(as_frame=True)
    X = data.data.iloc[:, :6]
    model = make_pipeline(StandardScaler(), xgb.XGBClassifier(**FEW)).fit(X, data.target)
    case = new_case("xgboost-two-classes", "A classifier of XGBoost behind a scaler", model, "predict_proba", **EXACT)
    case.input("rows", rows_of(X))
    case.call("rows", model.predict_proba)
    case.call("rows", model.predict, method="predict")
    case.save()


def three_classes():
    data = load_wine(as_frame=True)
    X = data.data.iloc[:, :5]
    model = GridSearchCV(xgb.XGBClassifier(**FEW), {"max_depth": [1, 2]}, cv=2).fit(X, data.target)
    case = new_case("xgboost-three-classes", "A search over classifiers of XGBoost, with column names of its own", model, **EXACT)
    case.input("rows", rows_of(X))
    case.input("missing", rows_of(X).mask(rows_of(X) > 10))
    case.input("other-order", rows_of(X)[X.columns[::-1]])
    for name in ("rows", "missing", "other-order"):
        case.call(name, model.predict)
    case.call("rows", model.predict_proba, method="predict_proba")
    case.save()


def sparse_words():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"first": rng.choice(["a", "b", "c", "d"], 80), "second": rng.choice(["x", "y"], 80)}, dtype=object)
    y = (X["first"] == "a") + rng.normal(size=80)
    model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), xgb.XGBRegressor(**FEW)).fit(X, y)
    case = new_case("xgboost-of-sparse", "What a sparse matrix has no entry for is missing", model, **EXACT)
    case.input("rows", X.iloc[:12])
    case.call("rows", model.predict)
    case.save()


def marked_missing():
    data = load_diabetes(as_frame=True)
    X = data.data.iloc[:, :4].round(2)
    model = xgb.XGBRFRegressor(missing=0.05, **FEW).fit(X, data.target)
    case = new_case("xgboost-missing-number", "A random forest of XGBoost for which a number means missing", model, **EXACT)
    case.input("rows", rows_of(X, 40))
    case.input("array", rows_of(X, 40).to_numpy())
    case.call("rows", model.predict)
    case.call("array", model.predict)
    case.save()


def voting():
    data = load_diabetes(as_frame=True)
    X = data.data.iloc[:, :4]
    model = VotingRegressor([("trees", xgb.XGBRegressor(booster="dart", rate_drop=0.3, **FEW)), ("line", LinearRegression())]).fit(X, data.target)
    case = new_case(
        "xgboost-votes",
        "A dart of XGBoost beside a linear model",
        model,
        tolerance=1e-9,
        why="the library's matrix products add in an order that depends on the processor and the number of rows",
    )
    case.input("rows", rows_of(X))
    case.call("rows", model.predict)
    case.save()


two_classes()
three_classes()
sparse_words()
marked_missing()
voting()
