"""Records LightGBM's classes as they stand in scikit-learn's pipelines, searches and ensembles: see ../README.md."""

import warnings

import cloudpickle
import lightgbm as lgb
import numpy as np
import pandas as pd
from golden import Case
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import StackingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
LABEL = ".".join(lgb.__version__.split(".")[:2])
EXACT = {"tolerance": "bits"}
EXPONENTIAL = {
    "tolerance": 1e-12,
    "why": "exp of another mathematics library differs by a unit in the last place",
}
FEW = {"n_estimators": 5, "num_leaves": 5, "n_jobs": 1, "random_state": 0, "verbose": -1, "min_child_samples": 5}


def new_case(name, about, model, predict_fn=None, **tolerance):
    case = Case("sklearn", f"{name}-{LABEL}", about, ["lightgbm", "scikit-learn", "numpy"], **tolerance)
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
    labels = np.array(["bad", "good"])[data.target]
    model = make_pipeline(StandardScaler(), lgb.LGBMClassifier(**FEW)).fit(X, labels)
    case = new_case("lightgbm-two-classes", "A classifier of LightGBM behind a scaler, with labels of text", model, "predict_proba", **EXPONENTIAL)
    case.input("rows", rows_of(X))
    case.call("rows", model.predict_proba)
    case.call("rows", model.predict, method="predict")
    case.save()


def three_classes():
    data = load_wine(as_frame=True)
    X = data.data.iloc[:, :5]
    model = GridSearchCV(lgb.LGBMClassifier(**FEW), {"num_leaves": [2, 4]}, cv=2).fit(X, data.target)
    case = new_case("lightgbm-three-classes", "A search over classifiers of LightGBM", model, **EXPONENTIAL)
    case.input("rows", rows_of(X))
    case.input("missing", rows_of(X).mask(rows_of(X) > 10))
    case.input("fewer", rows_of(X).iloc[:, :4])
    for name in ("rows", "missing", "fewer"):
        case.call(name, model.predict)
    case.call("rows", model.predict_proba, method="predict_proba")
    case.save()


def sparse_words():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"first": rng.choice(["a", "b", "c", "d"], 80), "second": rng.choice(["x", "y"], 80)}, dtype=object)
    y = (X["first"] == "a") + rng.normal(size=80)
    model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), lgb.LGBMRegressor(**FEW)).fit(X, y)
    case = new_case("lightgbm-of-sparse", "What a sparse matrix has no entry for is zero", model, **EXACT)
    case.input("rows", X.iloc[:12])
    case.call("rows", model.predict)
    case.save()


def stacking():
    data = load_diabetes(as_frame=True)
    X = data.data.iloc[:, :4]
    model = StackingRegressor([("trees", lgb.LGBMRegressor(**FEW)), ("line", LinearRegression())], cv=2).fit(X, data.target)
    case = new_case(
        "lightgbm-stack",
        "A regressor of LightGBM beside a linear model",
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
stacking()
