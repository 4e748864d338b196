"""Records what scikit-learn makes of texts, nulls and lists where it wants numbers, in frames as MLflow makes them. See ../README.md."""

import json
import pickle
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    SplineTransformer,
    StandardScaler,
)
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

warnings.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parent.parent / "number-texts"
NUMBERS = pd.DataFrame({"a": [1.0, 2.0, 2.0, 3.5, 5.0, 7.0] * 4, "b": [0.5, 1.5, 1.5, 2.0, 0.1, 9.0] * 4})
TEXTS = pd.DataFrame({"a": ["x", "y", "y", "z"] * 4, "b": ["u", "v", "v", "u"] * 4})
CLASSES = np.arange(24) % 3
TARGET = np.arange(24) * 1.0
ROWS = [
    [["1.5", "2"]],
    [[" 1_0.5 ", "1e1"]],
    [["nan", "2"]],
    [["inf", "2"]],
    [["abc", "2"]],
    [["", 1]],
    [["0x10", 1]],
    [["1,5", 1]],
    [["1.5", 2.0]],
    [["1.5", None]],
    [[None, None]],
    [[None, 1.0]],
    [["1.5", 1], ["2", None]],
    [[[1], 1]],
    [["x", "v"]],
    [["x", None]],
]


def transformers():
    for scaler in (StandardScaler(), MinMaxScaler(), RobustScaler(), MaxAbsScaler(), Normalizer(), Binarizer()):
        yield scaler
    yield PolynomialFeatures()
    yield PowerTransformer()
    yield QuantileTransformer(n_quantiles=5)
    yield KBinsDiscretizer(n_bins=3, encode="onehot-dense")
    yield SplineTransformer()
    yield MissingIndicator(features="all")
    yield PCA(1)


def steps():
    for step in transformers():
        yield type(step).__name__, step.fit(NUMBERS), "transform"
    for strategy in ("mean", "median", "most_frequent", "constant"):
        yield f"SimpleImputer-{strategy}", SimpleImputer(strategy=strategy).fit(NUMBERS), "transform"
    for strategy in ("most_frequent", "constant"):
        yield f"SimpleImputer-texts-{strategy}", SimpleImputer(strategy=strategy).fit(TEXTS), "transform"
    yield "SimpleImputer-None", SimpleImputer(strategy="most_frequent", missing_values=None).fit(TEXTS), "transform"
    for classifier in (LogisticRegression(), RandomForestClassifier(3, random_state=0), GaussianNB()):
        yield type(classifier).__name__, classifier.fit(NUMBERS, CLASSES), "predict"
    for regressor in (
        LinearRegression(),
        Ridge(),
        DecisionTreeRegressor(max_depth=3, random_state=0),
        HistGradientBoostingRegressor(max_iter=3, min_samples_leaf=2),
        GradientBoostingRegressor(n_estimators=3, random_state=0),
        SVR(),
        KNeighborsRegressor(2),
        KMeans(2, random_state=0, n_init=1),
    ):
        yield type(regressor).__name__, regressor.fit(NUMBERS, TARGET), "predict"
    pipeline = make_pipeline(SimpleImputer(), StandardScaler(), LinearRegression())
    yield "Pipeline", pipeline.fit(NUMBERS, TARGET), "predict"


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def main():
    table = []
    for name, step, method in steps():
        folder = ROOT / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.pkl").write_bytes(pickle.dumps(step))
        (folder / "MLmodel").write_text(
            "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n"
            f"    predict_fn: {method}\n  sklearn:\n    pickled_model: model.pkl\n    serialization_format: pickle\n"
            f"    sklearn_version: {sklearn.__version__}\n"
        )
        for rows in ROWS:
            row = {"model": name, "rows": rows}
            try:
                answer = getattr(step, method)(pd.DataFrame(rows, columns=["a", "b"]))
                row["answer"] = plain(np.asarray(answer).tolist())
            except (ValueError, TypeError) as error:
                row["error"] = type(error).__name__
            table.append(row)
    lines = ",\n".join(json.dumps(row) for row in table)
    environment = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    (ROOT / "table.json").write_text(f'{{"environment": {json.dumps(environment)}, "rows": [\n{lines}\n]}}\n')


main()
