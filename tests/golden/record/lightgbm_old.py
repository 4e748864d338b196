"""Records models of LightGBM 2.2, whose text is of format v2: `lightgbm_old.py <environment>`."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn import datasets

from golden import ROOT, Case

SUFFIX = "-" + ".".join(lgb.__version__.split(".")[:2])
QUIET = {"verbosity": -1, "num_threads": 1, "seed": 1, "min_data_in_leaf": 3, "num_leaves": 9}
MLMODEL = """flavors:
  lightgbm:
    data: model.lgb
    lgb_version: %s
  python_function:
    data: model.lgb
    env: conda.yaml
    loader_module: mlflow.lightgbm
""" % lgb.__version__


def record(name, params, frame, labels, rows, about, **data):
    booster = lgb.train({**QUIET, **params}, lgb.Dataset(frame, label=labels, **data), 5)
    case = Case("lightgbm", name + SUFFIX, about, ["lightgbm", "numpy", "pandas"])
    (case.folder / "MLmodel").write_text(MLMODEL)
    booster.save_model(str(case.folder / "model.lgb"))
    loaded = lgb.Booster(model_file=str(case.folder / "model.lgb"))
    case.input("rows", rows)
    case.call("rows", loaded.predict)
    case.save()


def main():
    diabetes = datasets.load_diabetes(as_frame=True)
    frame, labels = diabetes.data, diabetes.target
    generator = np.random.RandomState(1)
    holes = frame.mask(generator.rand(*frame.shape) < 0.2)
    zeros = frame.mask(generator.rand(*frame.shape) < 0.3, 0.0)
    rows = frame.iloc[:24].reset_index(drop=True)
    rows = rows.mask(generator.rand(*rows.shape) < 0.2).mask(generator.rand(*rows.shape) < 0.2, 0.0)
    record("v2-nan", {"objective": "regression"}, holes, labels, rows, "Format v2, NaN is missing")
    record("v2-zero", {"objective": "regression", "zero_as_missing": True}, zeros, labels, rows, "Format v2, zero is missing")
    cancer = datasets.load_breast_cancer(as_frame=True)
    record("v2-binary", {"objective": "binary"}, cancer.data, cancer.target, cancer.data.iloc[::30], "Format v2, probabilities")
    codes = pd.DataFrame({"a": generator.randint(0, 40, 500), "b": generator.rand(500)})
    label = (codes["a"] % 5) * 0.7 + codes["b"]
    settings = {"objective": "regression", "cat_smooth": 1, "cat_l2": 1, "max_cat_to_onehot": 2, "min_data_per_group": 5}
    record("v2-categories", settings, codes, label, codes.iloc[:24].assign(a=[np.nan, 1e10, -1.0, *(np.arange(21) * 2.0)]), "Format v2, categorical splits",
           categorical_feature=["a"])


if __name__ == "__main__":
    for folder in sorted((ROOT / "lightgbm").glob("*" + SUFFIX)):
        shutil.rmtree(folder)
    main()
