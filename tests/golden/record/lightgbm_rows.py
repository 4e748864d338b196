"""Records a LightGBM model that is asked without rows: `lightgbm_rows.py <environment>`, on LightGBM 4.7."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import lightgbm as lgb
import numpy as np
import pandas as pd

from golden import Case

frame = pd.DataFrame({"a": np.arange(40.0), "b": np.arange(40.0) % 7})
booster = lgb.train({"verbose": -1, "min_data_in_leaf": 4, "num_threads": 1}, lgb.Dataset(frame, frame["a"] * 2), 3)
case = Case("lightgbm", "without-rows-4.7", "A table without rows is refused, an array without rows is not", ["lightgbm", "numpy", "pandas"])
(case.folder / "MLmodel").write_text("flavors:\n  lightgbm:\n    data: model.lgb\n    lgb_version: 4.7.0\n    model_class: lightgbm.basic.Booster\n")
booster.save_model(case.folder / "model.lgb")
case.input("one row", frame.iloc[:1])
case.call("one row", booster.predict)
case.input("no rows", frame.iloc[:0])
case.call("no rows", booster.predict, says="non empty")
case.input("no rows of other names", pd.DataFrame({"1.5": [], "3": []}, dtype="float64"))
case.call("no rows of other names", booster.predict, says="non empty")
case.input("an array without rows", frame.to_numpy()[:0])
case.call("an array without rows", booster.predict)
case.save()
