"""Records LightGBM models: `lightgbm_cases.py <environment>`. Runs on LightGBM 3.3 and on the newest."""

import os

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
SCRATCH = Path(tempfile.mkdtemp())
os.environ["MLFLOW_TRACKING_URI"] = f"file://{SCRATCH}/mlruns"

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
from sklearn import datasets

from golden import ROOT, Case, keep_model

NEW = int(lgb.__version__.split(".")[0]) >= 4
SUFFIX = "-" + ".".join(lgb.__version__.split(".")[:2])
LIBRARIES = ["lightgbm", "mlflow-skinny", "numpy", "pandas"]
QUIET = {"verbosity": -1, "num_threads": 1, "seed": 1, "deterministic": True, "min_data_in_leaf": 3, "num_leaves": 9}
ONE_ULP = "log1p of the C library and of JavaScript differ in the last bit of some results; the sums are equal bit for bit"


def edge_rows(frame, count=24):
    rows = frame.astype("float64").iloc[np.linspace(0, len(frame) - 1, count).astype(int)].reset_index(drop=True)
    values = rows.to_numpy(copy=True)
    generator = np.random.RandomState(7)
    for row in range(10, count):
        values[row, generator.rand(values.shape[1]) < 0.35] = np.nan
    for row in range(16, count):
        values[row, generator.rand(values.shape[1]) < 0.25] = 0.0
    values[0, :] = np.nan
    edges = [0.0, -0.0, 1e-35, 1.1e-35, -1e-35, 1e-36, 1e300, -1e300, np.inf, -np.inf, 0.1, 16777217.0]
    values[1, :] = [edges[i % len(edges)] for i in range(values.shape[1])]
    values[2, :] = [edges[(i + 5) % len(edges)] for i in range(values.shape[1])]
    values[3, :] = np.inf
    values[4, :] = -np.inf
    values[5, :] = 0.0
    values[7, :] = np.nextafter(values[6, :], np.inf)
    values[8, :] = np.nextafter(values[6, :], -np.inf)
    return pd.DataFrame(values, columns=frame.columns)


def wrong_inputs(frame):
    rows = frame.astype("float64").iloc[:3].reset_index(drop=True)
    return [
        ("reversed", rows[rows.columns[::-1]], None),
        ("renamed", rows.rename(columns={rows.columns[0]: "other"}), None),
        ("narrow", rows.iloc[:, :-1], "number of features"),
        ("wide", rows.assign(extra=1.0), "number of features"),
        ("array", rows.to_numpy(), None),
        ("single", rows.to_numpy().astype("float32"), None),
        ("one", rows.iloc[:1], None),
        ("integers", rows.round().astype("int64"), None),
        ("truths", rows > rows.mean(), None),
        ("texts", rows.assign(**{rows.columns[0]: ["a", "b", "c"]}), "numbers"),
    ]


def record(name, model, rows, about, extra=(), exact=True, form=None, edit=None):
    folder = SCRATCH / name / "model"
    more = {} if form is None else {"serialization_format": form}
    mlflow.lightgbm.save_model(model, str(folder), pip_requirements=["lightgbm"], **more)
    if edit is not None:
        path = folder / "model.lgb"
        path.write_text(edit(path.read_text()))
    case = Case("lightgbm", name + SUFFIX, about, LIBRARIES, "bits" if exact else 5e-16, None if exact else ONE_ULP)
    keep_model(case, folder)
    loaded = mlflow.pyfunc.load_model(str(folder))
    case.input("rows", rows)
    case.call("rows", loaded.predict)
    for key, data, says in extra:
        case.input(key, data)
        case.call(key, loaded.predict, says=says)
    case.save()


def train(params, frame, labels, rounds=5, **data):
    return lgb.train({**QUIET, **params}, lgb.Dataset(frame, label=labels, **data), rounds)


def plain(text):
    """Without its objective a model answers the sums themselves."""
    lines = [line for line in text.split("\n") if not line.startswith("objective=")]
    return "\n".join(lines)


def regressions():
    diabetes = datasets.load_diabetes(as_frame=True)
    frame, labels = diabetes.data, diabetes.target
    rows = edge_rows(frame)
    extra = wrong_inputs(frame)
    record("regression", train({"objective": "regression"}, frame, labels), rows, "A booster of numbers", extra)
    model = lgb.LGBMRegressor(n_estimators=6, num_leaves=8, n_jobs=1, verbosity=-1)
    record("regressor", model.fit(frame, labels), rows, "LGBMRegressor from its default file", extra)
    holes = frame.mask(np.random.RandomState(1).rand(*frame.shape) < 0.2)
    record("missing-nan", train({"objective": "regression"}, holes, labels), rows, "NaN is missing")
    zeros = frame.mask(np.random.RandomState(1).rand(*frame.shape) < 0.3, 0.0)
    record("missing-zero", train({"objective": "regression", "zero_as_missing": True}, zeros, labels), rows, "Zero is missing")
    record("missing-none", train({"objective": "regression", "use_missing": False}, holes.fillna(0), labels), rows, "Nothing is missing")
    record("sqrt", train({"objective": "regression", "reg_sqrt": True}, frame, labels - 140), rows, "Squares of signed roots")
    for objective in ("regression_l1", "huber", "fair", "quantile", "mape"):
        record(objective, train({"objective": objective}, frame, labels, 3), rows, f"The objective {objective}")
    for objective in ("poisson", "gamma", "tweedie"):
        record(objective, train({"objective": objective}, frame, labels, 4), rows, f"The objective {objective}")
    record("custom", train({"objective": "regression"}, frame, labels, 3), rows, "A model without an objective", edit=plain)
    record("linear", train({"objective": "regression", "linear_tree": True, "linear_lambda": 0.1}, frame, labels), rows,
           "Linear models in the leaves")
    record("linear-nan", train({"objective": "regression", "linear_tree": True}, holes, labels), rows,
           "Linear models in the leaves, trained with NaN")
    record("random-forest", train({"objective": "regression", "boosting": "rf", "bagging_fraction": 0.7, "bagging_freq": 1}, frame, labels),
           rows, "A random forest: the mean of its trees")
    record("dart", train({"objective": "regression", "boosting": "dart", "drop_rate": 0.5}, frame, labels, 8), rows, "Dart boosting")
    constant = train({"objective": "regression", "min_data_in_leaf": 1000}, frame, labels, 2)
    record("stumps", constant, rows, "Trees of a single leaf")
    ranker = lgb.LGBMRanker(n_estimators=4, num_leaves=6, n_jobs=1, verbosity=-1)
    ranker.fit(frame, (labels // 100).astype(int), group=[100, 100, 100, len(labels) - 300])
    record("ranker", ranker, rows, "LGBMRanker", form="pickle" if NEW else None)


def classifiers():
    cancer = datasets.load_breast_cancer(as_frame=True)
    wine = datasets.load_wine(as_frame=True)
    rows = edge_rows(cancer.data)
    binary = train({"objective": "binary", "sigmoid": 0.7}, cancer.data, cancer.target)
    record("binary", binary, rows, "Probabilities with a sigmoid of 0.7")
    record("binary-sums", binary, rows, "The sums of a binary model", edit=plain)
    record("cross-entropy", train({"objective": "cross_entropy"}, cancer.data, cancer.target), rows, "Cross entropy")
    record("cross-entropy-lambda", train({"objective": "cross_entropy_lambda"}, cancer.data, cancer.target), rows,
           "Cross entropy, log1p of exp", exact=False)
    rows = edge_rows(wine.data)
    several = train({"objective": "multiclass", "num_class": 3}, wine.data, wine.target)
    record("multiclass", several, rows, "Three probabilities a row")
    record("multiclass-sums", several, rows, "Three sums a row", edit=plain)
    record("multiclass-ova", train({"objective": "multiclassova", "num_class": 3}, wine.data, wine.target), rows,
           "One probability a class against all others")
    forest = {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_fraction": 0.7, "bagging_freq": 1}
    record("multiclass-forest", train(forest, wine.data, wine.target), rows, "A random forest of three classes")
    rows = edge_rows(cancer.data)
    named = np.where(cancer.target == 1, "benign", "malignant")
    for form in ("pickle", "cloudpickle", "skops") if NEW else (None,):
        model = lgb.LGBMClassifier(n_estimators=5, num_leaves=6, n_jobs=1, verbosity=-1)
        model.fit(cancer.data, named)
        record(f"classifier-{form or 'pickle'}", model, rows, "LGBMClassifier with labels of text", wrong_inputs(cancer.data), form=form)
    model = lgb.LGBMClassifier(n_estimators=40, learning_rate=0.5, num_leaves=4, n_jobs=1, verbosity=-1)
    model.fit(wine.data[::2], wine.target[::2] * 10, eval_set=[(wine.data[1::2], wine.target[1::2] * 10)],
              callbacks=[lgb.early_stopping(3, verbose=False)])
    record("early-stopping", model, edge_rows(wine.data), "LGBMClassifier of three classes that uses its best iteration")
    model = lgb.LGBMRegressor(n_estimators=60, learning_rate=0.5, num_leaves=6, n_jobs=1, verbosity=-1)
    model.fit(wine.data[::2], wine.data["alcohol"][::2] + wine.target[::2],
              eval_set=[(wine.data[1::2], wine.data["alcohol"][1::2] + wine.target[1::2])],
              callbacks=[lgb.early_stopping(3, verbose=False)])
    record("early-stopping-regressor", model, edge_rows(wine.data), "LGBMRegressor that uses its best iteration")


def categories():
    generator = np.random.RandomState(3)
    count = 500
    names = np.array(["red", "green", "blue", "grün", "pink", "black", "white", "teal"])
    colour = generator.randint(0, len(names), count)
    size = generator.randint(0, 70, count)
    weight = generator.rand(count)
    label = (colour % 3 == 1) * 2.0 + (size % 5) * 0.3 + weight
    codes = pd.DataFrame({"colour": colour, "size": size, "weight": weight})
    settings = {"objective": "regression", "cat_smooth": 1, "cat_l2": 1, "max_cat_to_onehot": 2, "min_data_per_group": 5}
    booster = train(settings, codes, label, categorical_feature=["colour", "size"])
    rows = codes.iloc[:34].astype("float64").reset_index(drop=True)
    rows.loc[0, :] = np.nan
    for at, (column, value) in enumerate([
        ("colour", 50.0), ("colour", 2.7), ("size", 31.999), ("colour", np.nan), ("size", 1e6), ("size", 2147483647.0),
        ("colour", -0.5), ("size", -3.0), ("size", 0.0), ("colour", -1.0), ("size", np.nan), ("size", 63.0), ("size", 64.0),
    ]):
        rows.loc[at + 1, column] = value
    record("categories", booster, rows, "Categorical splits asked with codes, unseen and broken ones")
    holes = codes.astype("float64")
    holes.loc[::7, "colour"] = np.nan
    booster = train(settings, holes, label, categorical_feature=[0, 1])
    record("categories-nan", booster, rows, "Categorical splits trained with NaN")
    texts = pd.DataFrame({
        "weight": weight,
        "colour": pd.Categorical(names[colour], names),
        "flag": pd.Categorical(colour % 2 == 0),
        "size": pd.Categorical(size * 10, sorted(set(size * 10))),
    })
    model = lgb.LGBMRegressor(n_estimators=6, num_leaves=12, n_jobs=1, verbosity=-1, min_child_samples=3, **{
        key: value for key, value in settings.items() if key != "objective"
    })
    model.fit(texts, label)
    folder = SCRATCH / "texts" / "model"
    mlflow.lightgbm.save_model(model.booster_, str(folder), pip_requirements=["lightgbm"])
    case = Case("lightgbm", "pandas-categories" + SUFFIX,
                "Values of pandas categoricals; Python gets them as categories, as it refuses plain ones", LIBRARIES)
    keep_model(case, folder)
    given = texts.iloc[:60].astype({"colour": object, "flag": bool, "size": "int64"}).reset_index(drop=True)
    given.loc[2, "colour"] = None
    given.loc[3, "colour"] = "mauve"
    given.loc[4, "size"] = 12345
    case.input("rows", given)
    case.call("rows", lambda data: model.predict(data.assign(
        colour=pd.Categorical(data["colour"], names),
        flag=pd.Categorical(data["flag"], texts["flag"].cat.categories),
        size=pd.Categorical(data["size"], texts["size"].cat.categories),
    )))
    case.save()


def shapes():
    generator = np.random.RandomState(5)
    wide = pd.DataFrame(generator.randn(300, 300))
    wide.columns = [f"c{i}" for i in range(300)]
    label = wide["c3"] * wide["c7"] + wide["c299"]
    record("wide", train({"objective": "regression"}, wide, label), wide.iloc[:12].round(3), "Three hundred columns")
    deep = pd.DataFrame(generator.rand(3000, 3), columns=["a", "b", "c"])
    label = np.sin(deep["a"] * 40) + deep["b"] * deep["c"]
    booster = train({"objective": "regression", "num_leaves": 200, "learning_rate": 0.9}, deep, label, 2)
    rows = pd.DataFrame(generator.rand(2000, 3).astype("float32"), columns=["a", "b", "c"])
    record("deep-thousands", booster, rows, "Trees of 200 leaves and 2,000 rows")


if __name__ == "__main__":
    for folder in sorted((ROOT / "lightgbm").glob("*" + SUFFIX)):
        shutil.rmtree(folder)
    regressions()
    classifiers()
    categories()
    shapes()
    shutil.rmtree(SCRATCH)
