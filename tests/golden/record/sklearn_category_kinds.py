"""Records scikit-learn's encoders asked with values of every kind, by the kind that they were fitted on. See ../README.md."""

import pickle
import warnings

import numpy as np
import pandas as pd
import sklearn
from golden import Case
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

warnings.filterwarnings("ignore")
LABEL = "%d.%d" % tuple(int(part) for part in sklearn.__version__.split(".")[:2])

FITTED = {
    "texts": ["a", "b", "a", "b", "c", "c"],
    "integers": [1, 2, 1, 2, 5, 5],
    "floats": [1.5, 2.0, 1.5, 2.0, 3.5, 3.5],
    "floats-and-nan": [1.5, np.nan, 1.5, 2.0, np.nan, 2.0],
    "booleans": [True, False, True, False, True, False],
}
ENCODERS = {
    "one-hot": lambda: OneHotEncoder(handle_unknown="ignore"),
    "ordinal": lambda: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2),
    "target": lambda: TargetEncoder(cv=2, target_type="continuous", random_state=0),
}


def objects(*values):
    array = np.empty(len(values), dtype=object)
    for position, value in enumerate(values):
        array[position] = value
    return pd.Series(array, dtype=object)


ASKED = {
    "texts": pd.Series(["a", "zz"]),
    "digits": pd.Series(["1", "2"]),
    "integers": pd.Series([1, 7]),
    "floats": pd.Series([1.5, 7.5]),
    "whole floats": pd.Series([2.0, 1.0]),
    "booleans": pd.Series([True, False]),
    "dates": pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])),
    "texts and integers": objects("a", 1),
    "numbers": objects(1, 2.5),
    "booleans and nulls": objects(True, None),
    "integers and nulls": objects(1, None),
    "lists": objects(["a"], ["b"]),
    "objects": objects({"a": 1}, {}),
    "a list among texts": objects("a", ["a"]),
}

for fitted, values in FITTED.items():
    for name, make in ENCODERS.items():
        train = pd.DataFrame({"c": values})
        model = make_pipeline(make(), LinearRegression()).fit(train, np.arange(len(values)) ** 2.0)
        case = Case(
            "sklearn",
            f"kinds-{name}-{fitted}-{LABEL}",
            f"Values of every kind for categories that are {fitted}",
            ["scikit-learn", "numpy", "pandas"],
            tolerance=1e-9,
            why="the library's matrix products add in an order that depends on the processor",
        )
        (case.folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))
        (case.folder / "MLmodel").write_text(
            f"flavors:\n  sklearn:\n    pickled_model: model.pkl\n    sklearn_version: {sklearn.__version__}\n"
        )
        for kind, column in ASKED.items():
            case.input(kind, pd.DataFrame({"c": column}))
            case.call(kind, model.predict)
        case.save()
