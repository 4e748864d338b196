"""Records XGBoost models with categories of each kind: `xgboost_categories.py <environment>`, on XGBoost 3.2."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import pandas as pd
import xgboost as xgb

from golden import Case

MLMODEL = """flavors:
  xgboost:
    data: model.json
    model_class: xgboost.sklearn.XGBRegressor
    model_format: json
    xgb_version: {version}
"""


def fitted(values):
    column = pd.Series(values * 20, dtype=pd.CategoricalDtype(sorted(set(values))))
    frame = pd.DataFrame({"plan": column, "x": np.arange(len(column)) % 3.0})
    target = column.cat.codes * 7.0 + frame["x"]
    return xgb.XGBRegressor(enable_categorical=True, n_estimators=6, max_depth=3, n_jobs=1).fit(frame, target)


def begin(name, about, model):
    case = Case("xgboost", name + "-3.2", about, ["xgboost", "numpy", "pandas"])
    (case.folder / "MLmodel").write_text(MLMODEL.format(version=xgb.__version__))
    model.save_model(case.folder / "model.json")
    return case


def rows(plan):
    return pd.DataFrame({"plan": plan, "x": [5.0] * len(plan)})


def integers():
    model = fitted([10, 20, 30])
    case = begin("category-integers", "Integer categories: a number is a category, and not its code", model)
    as_categories = lambda data: model.predict(data.astype({"plan": "category"}))
    case.input("known", rows(pd.Series([10, 20, 30, 20])))
    case.call("known", as_categories)
    case.input("with a hole", rows(pd.Series([10.0, None, 30.0])))
    case.call("with a hole", lambda data: model.predict(data.assign(plan=pd.Categorical([10, None, 30], [10, 20, 30]))))
    case.input("unseen", rows(pd.Series([10, 40])))
    case.call("unseen", as_categories, says="training set")
    case.input("codes", rows(pd.Series([0, 1])))
    case.call("codes", model.predict, says="training set")
    case.input("fractions", rows(pd.Series([10.5, 20.5])))
    case.call("fractions", model.predict, says="training set")
    case.input("booleans", rows(pd.Series([True, False])))
    case.call("booleans", model.predict, says="training set")
    case.input("texts", rows(pd.Series(["10", "20"])))
    case.call("texts", lambda data: model.predict(data.astype({"plan": "category"})), says="training set")
    case.input("array", np.array([[0, 5.0], [1, 5.0]], dtype="float32"))
    case.call("array", model.predict)
    case.save()


def texts():
    model = fitted(["10", "20", "30"])
    case = begin("category-kinds", "Text categories: what is not a text is refused", model)
    case.input("known", rows(pd.Series(["10", "20", "30"])))
    case.call("known", lambda data: model.predict(data.astype({"plan": "category"})))
    for name, values in {"integers": [10, 20], "codes": [0, 1], "floats": [0.0, 1.0], "booleans": [True, False]}.items():
        case.input(name, rows(pd.Series(values)))
        case.call(name, model.predict, says="training set")
    case.save()


def characters():
    for name, values in {"cut": ["é", "東京", "a"], "shifted": ["éa", "b"]}.items():
        case = begin(f"category-texts-{name}", "Category texts beyond ASCII, which this XGBoost cuts", fitted(values))
        case.refused("cut the category texts")
        case.save()


integers()
texts()
characters()
