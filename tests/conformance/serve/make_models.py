"""Logs the models that both servers serve. Usage: make_models.py <folder>"""

import sys

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema, TensorSpec
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

folder = sys.argv[1]
random = np.random.default_rng(7)
ROWS = 200


def save(name, model, inputs):
    mlflow.sklearn.save_model(
        model,
        f"{folder}/{name}",
        signature=ModelSignature(Schema(inputs)),
        # Finding them out would start another interpreter.
        pip_requirements=["scikit-learn"],
    )


# A line whose prediction gives away each of its inputs.
table = pd.DataFrame(
    {
        "city": random.choice(["Oslo", "Malmö", "a b"], ROWS),
        "flag": random.choice([True, False], ROWS),
        "count": random.integers(0, 9, ROWS).astype(np.int32),
        "size": random.integers(0, 9, ROWS),
        "share": random.random(ROWS).astype(np.float32),
        "price": random.random(ROWS),
    }
)
target = (
    (table["city"] == "Oslo") * 1e5 + table["flag"] * 1e4 + table["count"] * 1e3
    + table["size"] * 100.0 + table["share"] * 10 + table["price"]
)
encoder = ColumnTransformer(
    [("city", OneHotEncoder(handle_unknown="ignore"), ["city"])], remainder="passthrough"
)
line = make_pipeline(encoder, LinearRegression()).fit(table, target)
types = ["string", "boolean", "integer", "long", "float", "double"]
save("mixed", line, [ColSpec(type, name) for type, name in zip(types, table)])

# Classes that are texts, from an array.
points = random.random((ROWS, 3))
names = np.where(points.sum(axis=1) > 1.5, "much", "little")
classifier = LogisticRegression().fit(points, names)
save("array", classifier, [TensorSpec(np.dtype("float64"), (-1, 3))])
