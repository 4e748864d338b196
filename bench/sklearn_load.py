"""Makes the models that sklearn_load.ts loads: a random forest of about 109 MB in four formats."""

import pickle
import sys
from pathlib import Path

import joblib
import numpy as np
import skops.io
from sklearn.ensemble import RandomForestRegressor

folder = Path(sys.argv[1])
folder.mkdir(parents=True)
rng = np.random.default_rng(0)
rows = rng.normal(size=(20_000, 8))
forest = RandomForestRegressor(60, random_state=0).fit(rows, rows[:, 0] + rng.normal(size=20_000))
with open(folder / "model.pkl", "wb") as file:
    pickle.dump(forest, file, protocol=4)
skops.io.dump(forest, folder / "model.skops")
joblib.dump(forest, folder / "model.joblib")
joblib.dump(forest, folder / "model_zlib.joblib", compress=("zlib", 3))
