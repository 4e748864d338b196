"""Records what stands around scikit-learn's estimators: file formats, searches, predict_fn, refusals. See ../README.md."""

import pickle
import sys
import types
import warnings

import cloudpickle
import joblib
import numpy as np
import pandas as pd
import sklearn
import skops.io
from golden import Case
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.impute import KNNImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
LABEL = "%d.%d" % tuple(int(part) for part in sklearn.__version__.split(".")[:2])
ALGEBRA = {
    "tolerance": 1e-9,
    "why": "the library's matrix products add in an order that depends on the processor and the number of rows",
}


class Cleaner(BaseEstimator, TransformerMixin):
    """A class of the script that made the model."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X


def new_case(name, about, model, form, predict_fn=None, **tolerance):
    case = Case("sklearn", f"{name}-{LABEL}", about, ["scikit-learn", "numpy", "joblib", "skops"], **tolerance)
    compression = {"joblib": "zlib", "xz": "xz", "bz2": "bz2", "lzma": "lzma"}.get(form)
    file = "model.skops" if form == "skops" else "model.pkl" if compression is None else "model.joblib"
    path = case.folder / file
    if form == "skops":
        skops.io.dump(model, path)
    elif compression is not None:
        joblib.dump(model, path, compress=(compression, 3))
    else:
        library, protocol = (cloudpickle, 4) if form == "cloudpickle" else (pickle, int(form))
        with open(path, "wb") as target:
            library.dump(model, target, protocol=protocol)
    function = "" if predict_fn is None else f"    predict_fn: {predict_fn}\n"
    (case.folder / "MLmodel").write_text(
        "flavors:\n"
        "  python_function:\n"
        "    loader_module: mlflow.sklearn\n"
        f"    model_path: {file}\n"
        f"{function}"
        "  sklearn:\n"
        f"    pickled_model: {file}\n"
        f"    sklearn_version: {sklearn.__version__}\n"
    )
    return case


data = load_iris(as_frame=True)
X, y = data.data, data.target
names = np.array(["setosa", "versicolor", "virginica"])[y]
rows = X.iloc[::15].reset_index(drop=True)


def search():
    model = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)), {"logisticregression__C": [0.1, 1.0]}, cv=2)
    model.fit(X, names)
    case = new_case("search-over-a-pipeline", "A search over a pipeline answers as its best estimator; its results hold masked arrays", model, "5", "predict_log_proba", **ALGEBRA)
    case.input("rows", rows)
    case.input("array", rows.to_numpy())
    case.input("other-order", rows[rows.columns[::-1]])
    case.input("fewer", rows.iloc[:, :3])
    case.input("missing", rows.mask(rows > 6))
    for name in ("rows", "array"):
        case.call(name, model.predict_log_proba)
        for method in ("predict", "predict_proba", "decision_function"):
            case.call(name, getattr(model, method), method=method)
    if LABEL != "1.1":  # which answers by position, with a warning that later versions refuse
        case.call("other-order", model.predict, method="predict")
    case.call("fewer", model.predict, method="predict")
    case.call("missing", model.predict, method="predict", says="NaN")
    case.save()


def random_search():
    model = RandomizedSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2, 3]}, n_iter=2, random_state=0, cv=2)
    model.fit(X, y)
    case = new_case("randomized-search", "A search over trees, from a compressed joblib file", model, "joblib")
    case.input("rows", rows)
    case.call("rows", model.predict)
    case.call("rows", model.predict_proba, method="predict_proba")
    case.save()


def outputs():
    model = RandomForestClassifier(3, max_depth=3, random_state=0).fit(X.to_numpy(), np.column_stack([y, y == 1]))
    case = new_case("several-outputs", "Probabilities of several outputs are a list, one array an output", model, "xz", "predict_proba")
    case.input("array", rows.to_numpy())
    case.call("array", model.predict_proba)
    case.call("array", model.predict_log_proba, method="predict_log_proba", tolerance=1e-12, why="log of another mathematics library differs by a unit in the last place")
    case.call("array", model.predict, method="predict")
    case.save()


def compressed():
    for form in ("bz2", "lzma"):
        model = RandomForestClassifier(10, max_depth=5, random_state=0).fit(X, names)
        case = new_case(f"forest-in-{form}", f"A forest from a joblib file that is compressed with {form}", model, form, "predict_proba")
        case.input("rows", rows)
        case.call("rows", model.predict_proba)
        case.call("rows", model.predict, method="predict")
        case.save()


def joint():
    model = GaussianNB().fit(X, y)
    case = new_case("joint-log-probabilities", "Naive Bayes answers with joint log-likelihoods", model, "skops", "predict_joint_log_proba", **ALGEBRA)
    case.input("rows", rows)
    case.call("rows", model.predict_joint_log_proba)
    case.save()


def steps():
    model = make_pipeline(StandardScaler()).fit(X, y)
    case = new_case("transformer-alone", "A pipeline that ends with a transformer transforms", model, "2", "transform", **ALGEBRA)
    case.input("rows", rows)
    case.call("rows", model.transform)
    case.save()
    case = new_case("transformer-has-no-predict", "A model without the method that it answers with", model, "4")
    case.refused("no such method")
    case.save()


def refusals():
    unsupported = Pipeline([("fill", KNNImputer()), ("process", GaussianProcessClassifier())]).fit(X[::10], y[::10])
    case = new_case("classes-that-are-not-served", "Every class that is not served is named in one sentence", unsupported, "skops" if LABEL != "1.1" else "4")
    case.refused("sklearn.impute._knn.KNNImputer, sklearn.gaussian_process._gpc.GaussianProcessClassifier")
    case.save()
    own = make_pipeline(KNNImputer(), Cleaner(), LogisticRegression(max_iter=300)).fit(X[::10], y[::10])
    case = new_case("class-of-a-script", "A class of the script, by value, beside one that is not served", own, "cloudpickle")
    case.refused("sklearn.impute._knn.KNNImputer, __main__.Cleaner, a class or function that cloudpickle saved by value")
    case.save()
    # An instance of a class that is imported: its module is named, and not its content.
    package = types.ModuleType("shop_features")
    package.Cleaner = Cleaner
    Cleaner.__module__ = "shop_features"
    sys.modules["shop_features"] = package
    case = new_case("class-of-a-package", "A class of another package, beside one that is not served", own, "4")
    case.refused("sklearn.impute._knn.KNNImputer, shop_features.Cleaner")
    case.save()
    Cleaner.__module__ = "__main__"


search()
random_search()
outputs()
compressed()
if hasattr(GaussianNB, "predict_joint_log_proba"):
    joint()
steps()
refusals()
