"""Logs and registers a model at a tracking server.

Usage: log_model.py <tracking uri>. Prints a line of JSON: the run, the logged
model, and what the model predicts for `ROWS`.
"""

import json
import sys

import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression

ROWS = [[0.5, 1.5], [-2.0, 3.0], [1e6, 0.0]]

mlflow.set_tracking_uri(sys.argv[1])
train = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.5]})
client = mlflow.MlflowClient()
result = {}
for version, slope in ((1, 2.0), (2, 5.0)):
    model = LinearRegression().fit(train, slope * train.a + 3 * train.b + 1)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(
            model,
            name="line",
            input_example=train.head(1),
            registered_model_name="line",
        )
    rows = pd.DataFrame(ROWS, columns=["a", "b"])
    result[version] = {
        "run_id": run.info.run_id,
        "model_id": info.model_id,
        "artifact_uri": client.get_logged_model(info.model_id).artifact_location,
        "rows": ROWS,
        "predictions": model.predict(rows).tolist(),
    }
client.set_registered_model_alias("line", "champion", 1)
print(json.dumps(result))
