"""Records models of XGBoost before 1.3: `xgboost_old.py <environment>`. In the binary format of 0.90 the base score is a margin."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn import datasets

from golden import ROOT, Case

SUFFIX = "-" + ".".join(xgb.__version__.split(".")[:2])
FORM = "xgb" if xgb.__version__.startswith("0.") else "json"
MLMODEL = """flavors:
  python_function:
    data: model.FORM
    env: conda.yaml
    loader_module: mlflow.xgboost
  xgboost:
    data: model.FORM
    xgb_version: '%s'
""".replace("FORM", FORM) % xgb.__version__


def record(name, params, frame, labels, about):
    data = xgb.DMatrix(frame, label=labels, nthread=1)
    booster = xgb.train({"nthread": 1, "verbosity": 0, "seed": 1, "max_depth": 3, **params}, data, 4)
    case = Case("xgboost", name + SUFFIX, about, ["xgboost", "numpy", "pandas"])
    (case.folder / "MLmodel").write_text(MLMODEL)
    booster.save_model(str(case.folder / ("model." + FORM)))
    rows = frame.iloc[:: max(1, len(frame) // 20)].reset_index(drop=True)
    rows = rows.mask(np.random.RandomState(1).rand(*rows.shape) < 0.2)

    def answer(given, **params):
        loaded = xgb.Booster(model_file=str(case.folder / ("model." + FORM)))
        loaded.set_param({"nthread": 1})
        return loaded.predict(xgb.DMatrix(given, nthread=1), **params)

    case.input("rows", rows)
    case.call("rows", answer)
    case.call("rows", lambda given: answer(given, output_margin=True), params={"output_margin": True})
    case.save()


def main():
    diabetes = datasets.load_diabetes(as_frame=True)
    cancer = datasets.load_breast_cancer(as_frame=True)
    wine = datasets.load_wine(as_frame=True)
    record("binary", {"objective": "binary:logistic", "base_score": 0.3}, cancer.data, cancer.target, "Probabilities")
    record("poisson", {"objective": "count:poisson", "base_score": 3.0}, diabetes.data, diabetes.target // 10, "Counts")
    record("softprob", {"objective": "multi:softprob", "num_class": 3}, wine.data, wine.target, "Three probabilities")
    record("regression", {"objective": "reg:linear"}, diabetes.data, diabetes.target, "Base score 0.5, trees added first")
    if FORM == "json":
        dart = {"booster": "dart", "rate_drop": 0.4, "objective": "multi:softprob", "num_class": 3}
        record("dart", dart, wine.data, wine.target, "Dart; 0.90 drops trees at random even from predictions")
    record("linear", {"booster": "gblinear", "updater": "coord_descent"}, diabetes.data, diabetes.target, "A linear booster")


if __name__ == "__main__":
    for folder in sorted((ROOT / "xgboost").glob("*" + SUFFIX)):
        shutil.rmtree(str(folder))
    main()
